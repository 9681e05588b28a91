//! A plan as people know it: the legend, every change with its attributes, the counts, the outputs.

mod build;
mod object;
mod render;
mod sequence;
mod tree;

use super::style::Style;
use crate::objects;
use build::Mode;
use iac_core::addr::{AbsResourceInstanceAddr, ResourceAddr, ResourceMode};
use iac_core::schema::{BlockSchema, Schema};
use iac_core::value::Value;
use iac_engine::{Change, OutputChange, Plan, PlanMode, Providers, ReplaceOrder, ResourceChange};
use object::Object;
use render::Renderer;
use std::sync::Arc;

/// The plan's text, from the legend to the output changes; or that nothing changes.
pub(crate) fn render_plan(plan: &Plan, providers: &Providers, style: Style) -> String {
    let renderer = Renderer { style };
    let mut out = drift(plan, providers, renderer);
    if !plan.has_changes() {
        return out + &no_changes(plan, style);
    }
    if plan.mode == PlanMode::RefreshOnly {
        return out + &outputs(plan, renderer) + save_outputs(plan);
    }
    let mut shown: Vec<&ResourceChange> = plan.changes.iter().filter(|change| is_shown(change)).collect();
    shown.sort_by_key(|change| (change.addr.module.clone(), change.addr.resource.mode != ResourceMode::Data));
    if shown.is_empty() {
        return out + &outputs(plan, renderer) + save_outputs(plan);
    }
    out.push_str("\nTerraform used the selected providers to generate the following execution\nplan. Resource actions are indicated with the following symbols:\n");
    out.push_str(&legend(&shown, style));
    out.push_str(if plan.errored {
        "\nTerraform planned the following actions, but then encountered a problem:\n"
    } else {
        "\nTerraform will perform the following actions:\n"
    });
    for change in &shown {
        let schema = schema_of(change, providers);
        let object = Object { change, schema: schema.as_ref().map(|schema| &schema.block), drift: false };
        out.push_str(&format!("\n{}", object.render(renderer)));
    }
    out.push_str(&counts(plan, style));
    out + &outputs(plan, renderer)
}

/// An object of a state as the block that would describe it.
pub(crate) fn render_object(addr: &ResourceAddr, value: &Value, schema: Option<&BlockSchema>, style: Style) -> String {
    object::state_block(addr, value, schema, Renderer { style })
}

/// Output values of a state.
pub(crate) fn render_outputs(outputs: impl Iterator<Item = (String, Value)>, style: Style) -> String {
    let outputs = outputs.map(|(name, value)| {
        let node = build::node(Mode::Typed, Some(&value), Some(&value));
        format!("{name} = {}\n", Renderer { style }.state_value(&node))
    });
    outputs.collect()
}

/// What happens to a line of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineChange {
    /// It stays.
    Same,
    /// It appears.
    Added,
    /// It goes.
    Removed,
}

/// The lines of two texts with what happens to each.
pub(crate) fn line_changes(before: &str, after: &str) -> Vec<(LineChange, String)> {
    let change = |action| match action {
        tree::Action::Add => LineChange::Added,
        tree::Action::Remove => LineChange::Removed,
        _ => LineChange::Same,
    };
    sequence::lines(Some(before), Some(after)).into_iter().map(|(action, line)| (change(action), line)).collect()
}

fn is_shown(change: &ResourceChange) -> bool {
    !change.change.is_noop() || change.previous_addr.is_some() || change.importing.is_some()
}

fn schema_of(change: &ResourceChange, providers: &Providers) -> Option<Arc<Schema>> {
    objects::schema(providers, &change.provider, &change.addr.resource)
}

fn no_changes(plan: &Plan, style: Style) -> String {
    let (headline, detail) = match plan.mode {
        PlanMode::Normal => (
            "Your infrastructure matches the configuration.",
            "Terraform has compared your real infrastructure against your configuration\nand found no differences, so no changes are needed.",
        ),
        PlanMode::Destroy => (
            "No objects need to be destroyed.",
            "Either you have not created any objects yet or the existing objects were\nalready deleted outside of Terraform.",
        ),
        PlanMode::RefreshOnly => (
            "Your infrastructure still matches the configuration.",
            "Terraform has checked that the real remote objects still match the result of\nyour most recent changes, and found no differences.",
        ),
    };
    format!("\n{}{}\n\n{detail}\n", style.bold_green("No changes. "), style.bold(headline))
}

/// What applying a plan does that changes outputs only.
fn save_outputs(plan: &Plan) -> &'static str {
    if plan.outputs.values().all(OutputChange::is_noop) {
        return "";
    }
    "\nYou can apply this plan to save these new output values to the Terraform\nstate, without changing any real infrastructure.\n"
}

/// What refreshing found; in a normal plan only where it bears on a change, in a refresh-only plan also what moved.
fn drift(plan: &Plan, providers: &Providers, renderer: Renderer) -> String {
    let refresh_only = plan.mode == PlanMode::RefreshOnly;
    let relevant = |change: &ResourceChange| {
        refresh_only
            || plan
                .relevant_attributes
                .iter()
                .any(|(addr, _)| *addr == change.addr.to_string() || *addr == change.addr.resource_addr().to_string())
    };
    let found = plan.drift.iter().filter(|change| relevant(change) && (refresh_only || !change.change.is_noop()));
    let moved = if refresh_only { moved(plan, providers) } else { Vec::new() };
    let shown: Vec<&ResourceChange> = found.chain(&moved).filter(|change| is_shown(change)).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n{}\n\nTerraform detected the following changes made outside of Terraform since the\nlast \"terraform apply\" which may have affected this plan:\n",
        renderer.style.bold("Note: Objects have changed outside of Terraform")
    );
    for change in shown {
        let schema = schema_of(change, providers);
        let object = Object { change, schema: schema.as_ref().map(|schema| &schema.block), drift: true };
        out.push_str(&format!("\n{}", object.render(renderer)));
    }
    out.push_str(match (refresh_only, plan.has_changes()) {
        (true, _) => "\n\nThis is a refresh-only plan, so Terraform will not take any actions to undo\nthese. If you were expecting these changes then you can apply this plan to\nrecord the updated values in the Terraform state without changing any remote\nobjects.\n",
        (false, true) => "\n\nUnless you have made equivalent changes to your configuration, or ignored the\nrelevant attributes using ignore_changes, the following plan may include\nactions to undo or respond to these changes.\n",
        (false, false) => return out,
    });
    if !refresh_only || plan.outputs.values().any(|output| !output.is_noop()) {
        out.push_str(&format!("\n{}\n", "─".repeat(renderer.style.width - 1)));
    }
    out
}

/// The objects that a refresh-only plan only moves, as changes.
fn moved(plan: &Plan, providers: &Providers) -> Vec<ResourceChange> {
    let listed = |addr: &AbsResourceInstanceAddr| plan.drift.iter().any(|change| change.addr == *addr);
    let moves = plan.moves.iter().filter(|(_, to)| !listed(to)).filter_map(|(from, to)| {
        let resource = plan.prior_state.resources.get(&to.resource_addr())?;
        let object = plan.prior_state.object(to)?;
        let schema = objects::schema(providers, &resource.provider, &to.resource);
        Some(ResourceChange {
            addr: to.clone(),
            previous_addr: Some(from.clone()),
            deposed: None,
            provider: resource.provider.clone(),
            change: Change::NoOp { value: objects::value(object, schema.as_deref()) },
            reason: None,
            importing: None,
            private: Vec::new(),
            create_before_destroy: false,
        })
    });
    moves.collect()
}

fn legend(changes: &[&ResourceChange], style: Style) -> String {
    let any = |test: fn(&Change) -> bool| changes.iter().any(|change| test(&change.change));
    let lines = [
        (any(|change| matches!(change, Change::Create { .. })), format!("  {} create", style.green("+"))),
        (any(|change| matches!(change, Change::Update { .. })), format!("  {} update in-place", style.yellow("~"))),
        (any(|change| matches!(change, Change::Delete { .. })), format!("  {} destroy", style.red("-"))),
        (
            any(|change| matches!(change, Change::Replace { order: ReplaceOrder::DestroyFirst, .. })),
            format!("{}/{} destroy and then create replacement", style.red("-"), style.green("+")),
        ),
        (
            any(|change| matches!(change, Change::Replace { order: ReplaceOrder::CreateFirst, .. })),
            format!("{}/{} create replacement and then destroy", style.green("+"), style.red("-")),
        ),
        (any(|change| matches!(change, Change::Read { .. })), format!(" {} read (data resources)", style.cyan("<="))),
    ];
    lines.into_iter().filter(|(used, _)| *used).map(|(_, line)| line + "\n").collect()
}

fn counts(plan: &Plan, style: Style) -> String {
    let counts = plan.counts();
    let import = if counts.import > 0 { format!("{} to import, ", counts.import) } else { String::new() };
    format!(
        "\n{} {import}{} to add, {} to change, {} to destroy.\n",
        style.bold("Plan:"),
        counts.add,
        counts.change,
        counts.remove
    )
}

fn outputs(plan: &Plan, renderer: Renderer) -> String {
    let changed: Vec<(String, tree::Node)> = plan
        .outputs
        .iter()
        .filter(|(_, change)| !change.is_noop())
        .map(|(name, change)| (name.to_string(), output(change)))
        .collect();
    if changed.is_empty() {
        return String::new();
    }
    format!("\nChanges to Outputs:\n{}", renderer.entries(&changed, 2, tree::MappingKind::Object, &|_, _| true))
}

fn output(change: &OutputChange) -> tree::Node {
    if change.sensitive {
        let action = build::action_of(change.prior.as_ref(), change.planned.as_ref());
        let hidden = Some("(sensitive value)".to_owned());
        let after = change.planned.is_some().then(|| hidden.clone()).flatten();
        return tree::Node::leaf(action, hidden.filter(|_| after.is_none()), after);
    }
    // A null output is none, but inside its value null is a value.
    let present = |value: &Option<Value>| value.clone().filter(|value| !value.is_null());
    build::node(Mode::Json, present(&change.prior).as_ref(), present(&change.planned).as_ref())
}

#[cfg(test)]
mod tests {
    use super::build::{Mode, node};
    use super::render::Renderer;
    use crate::view::style::Style;
    use iac_core::value::{Marks, Type, Value, from_json, json_type};

    fn json(text: &str) -> Value {
        from_json(text, &json_type(text).expect("it is JSON")).expect("it is JSON")
    }

    fn rendered(mode: Mode, before: Option<&Value>, after: Option<&Value>) -> String {
        let renderer = Renderer { style: Style { color: false, width: 78 } };
        renderer.value(&node(mode, before, after), 0, true)
    }

    #[test]
    fn values_without_a_type_are_compared_as_json() {
        let check = |before: &str, after: &str, want: &str| {
            assert_eq!(rendered(Mode::Json, Some(&json(before)), Some(&json(after))), want);
        };
        check("1", "2", "1 -> 2");
        check("null", "\"a\"", "null -> \"a\"");
        check(r#"{"a":1,"b":null}"#, r#"{"a":null,"c":2}"#, "{\n    ~ a = 1 -> null\n    - b = null\n    + c = 2\n  }");
        check("[1,2,3]", "[1,4,3]", "[\n      1,\n    ~ 2 -> 4,\n      3,\n  ]");
        check("[1,2,3]", "[3,1,2]", "[\n    + 3,\n      1,\n      2,\n    - 3,\n  ]");
        check("[1,2]", "[1,2,3]", "[\n      # (1 unchanged element hidden)\n      2,\n    + 3,\n  ]");
        check("\"x\"", r#"{"a":1}"#, "\"x\" -> {\n    + a = 1\n  }");
        check(
            r#""{\"a\":1}""#,
            r#""{ \"a\": 1 }""#,
            "jsonencode( # whitespace changes\n      {\n          a = 1\n      }\n  )",
        );
        check("\"a\\nb\\n\"", "\"a\\nc\\n\"", "<<-EOT\n      a\n    - b\n    + c\n  EOT");
    }

    #[test]
    fn typed_values_know_maps_and_absence() {
        let map = |entries: &[(&str, &str)]| {
            let entries = entries.iter().map(|(key, value)| ((*key).into(), Value::string(value))).collect();
            Value::map(Type::String, entries)
        };
        let (before, after) = (map(&[("a", "1"), ("b", "2")]), map(&[("a", "1"), ("c", "3")]));
        let want = "{\n    - \"b\" = \"2\" -> null\n    + \"c\" = \"3\"\n      # (1 unchanged element hidden)\n  }";
        assert_eq!(rendered(Mode::Typed, Some(&before), Some(&after)), want);
        assert_eq!(rendered(Mode::Typed, Some(&Value::string("a")), Some(&Value::null(Type::String))), "\"a\" -> null");
        let unknown = Value::unknown(Type::String);
        assert_eq!(rendered(Mode::Typed, Some(&Value::string("a")), Some(&unknown)), "\"a\" -> (known after apply)");
    }

    #[test]
    fn sensitive_values_are_hidden_on_both_sides() {
        let secret = |text: &str| Value::string(text).mark(&Marks::SENSITIVE);
        assert_eq!(rendered(Mode::Typed, Some(&secret("x")), Some(&secret("y"))), "(sensitive value)");
        assert_eq!(rendered(Mode::Typed, Some(&secret("x")), None), "(sensitive value) -> null");
        assert_eq!(rendered(Mode::Json, Some(&Value::string("x")), Some(&secret("y"))), "(sensitive value)");
    }
}
