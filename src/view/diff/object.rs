//! One object's change: its headline, its attributes and its nested blocks.

use super::build::{Mode, action_of, node};
use super::render::Renderer;
use super::tree::{Action, MappingKind, Node, Shape};
use crate::objects;
use iac_core::addr::{AbsResourceInstanceAddr, ResourceAddr, ResourceMode};
use iac_core::schema::{Attribute, BlockSchema, Nesting};
use iac_core::value::{Path, Step, Type, Value};
use iac_engine::{ActionReason, Change, ReplaceBecause, ReplaceOrder, ResourceChange};

/// Attributes that tell which object it is; shown although they stay.
const IDENTIFYING: &[&str] = &["id", "name", "tags"];

/// What to show of a change.
pub(super) struct Object<'a> {
    /// The change.
    pub change: &'a ResourceChange,
    /// The type's schema, if it is known.
    pub schema: Option<&'a BlockSchema>,
    /// Whether it is told as what happened outside, not as what will happen.
    pub drift: bool,
}

impl Object<'_> {
    /// Headline and body.
    pub(super) fn render(&self, renderer: Renderer) -> String {
        let mut out = String::new();
        let pad = if matches!(self.change.change, Change::Forget { .. }) { " " } else { "  " };
        for line in self.headlines() {
            out.push_str(&format!("{pad}{}\n", renderer.style.bold(&format!("# {line}"))));
        }
        let (before, after) = match &self.change.change {
            // The object stays as it is: only the state forgets it.
            Change::Forget { prior } => (Some(prior), Some(prior)),
            change => (change.prior(), change.planned()),
        };
        let veil = |value: Option<&Value>| {
            value.map(|value| objects::veiled(&self.change.addr.resource, value, &[before, after]))
        };
        let (before, after) = (veil(before), veil(after));
        let (before, after) = (before.as_ref(), after.as_ref());
        let symbol = self.symbol(renderer);
        let resource = &self.change.addr.resource;
        let kind = if resource.mode == ResourceMode::Data { "data" } else { "resource" };
        out.push_str(&format!("{symbol}{kind} \"{}\" \"{}\" {{\n", resource.ty, resource.name));
        out.push_str(&self.block(renderer, self.schema, before, after, 6, &Path::root()));
        out + "    }\n"
    }

    fn symbol(&self, renderer: Renderer) -> String {
        let style = renderer.style;
        let text = match &self.change.change {
            Change::Create { .. } => format!("  {}", style.green("+")),
            Change::Update { .. } => format!("  {}", style.yellow("~")),
            Change::Delete { .. } => format!("  {}", style.red("-")),
            Change::Replace { order: ReplaceOrder::DestroyFirst, .. } => {
                format!("{}/{}", style.red("-"), style.green("+"))
            }
            Change::Replace { order: ReplaceOrder::CreateFirst, .. } => {
                format!("{}/{}", style.green("+"), style.red("-"))
            }
            Change::Read { .. } => format!(" {}", style.cyan("<=")),
            Change::Forget { .. } => format!(" {}", style.red(".")),
            Change::NoOp { .. } => "   ".to_owned(),
        };
        text + " "
    }

    fn headlines(&self) -> Vec<String> {
        let change = self.change;
        let addr = subject(&change.addr, change);
        let moved = change.previous_addr.as_ref();
        let mut lines = vec![self.headline(&addr)];
        let goes = matches!(change.change, Change::NoOp { .. } | Change::Delete { .. });
        if let (Some(from), false) = (moved, goes) {
            lines.push(format!("(moved from {from})"));
        }
        if let (Some(id), false) = (&change.importing, change.change.is_noop()) {
            lines.push(format!("(imported from \"{id}\")"));
        }
        match change.change {
            Change::Forget { .. } => lines.push("(destroy = false is set in the configuration)".to_owned()),
            _ => lines.extend(self.reason()),
        }
        lines
    }

    fn headline(&self, addr: &str) -> String {
        if let (true, Change::NoOp { .. }, Some(from)) = (self.drift, &self.change.change, &self.change.previous_addr) {
            return format!("{from} has moved to {addr}");
        }
        if self.drift {
            let what = if matches!(self.change.change, Change::Delete { .. }) { "deleted" } else { "changed" };
            return format!("{addr} has {}{what}", if what == "deleted" { "been " } else { "" });
        }
        match &self.change.change {
            Change::Create { .. } => format!("{addr} will be created"),
            Change::Update { .. } => format!("{addr} will be updated in-place"),
            Change::Delete { .. } => format!("{addr} will be destroyed"),
            Change::Read { .. } => format!("{addr} will be read during apply"),
            Change::Forget { .. } => {
                format!("{addr} will no longer be managed by Terraform, but will not be destroyed")
            }
            Change::Replace { because, .. } => match because {
                ReplaceBecause::Tainted => format!("{addr} is tainted, so must be replaced"),
                ReplaceBecause::Requested => format!("{addr} will be replaced, as requested"),
                ReplaceBecause::Triggered => format!("{addr} will be replaced due to changes in replace_triggered_by"),
                ReplaceBecause::CannotUpdate(_) => format!("{addr} must be replaced"),
            },
            Change::NoOp { .. } => match (&self.change.previous_addr, &self.change.importing) {
                (Some(from), _) => format!("{from} has moved to {addr}"),
                (None, Some(_)) => format!("{addr} will be imported"),
                (None, None) => format!("{addr} will not be changed"),
            },
        }
    }

    fn reason(&self) -> Option<String> {
        let addr = &self.change.addr;
        let reason = match self.change.reason? {
            ActionReason::DeleteBecauseNoResourceConfig => {
                format!("(because {} is not in configuration)", addr.resource)
            }
            ActionReason::DeleteBecauseNoModule => format!("(because {} is not in configuration)", addr.module),
            ActionReason::DeleteBecauseCountIndex => format!("(because index {} is out of range for count)", addr.key),
            ActionReason::DeleteBecauseEachKey => format!("(because key {} is not in for_each map)", addr.key),
            ActionReason::DeleteBecauseNoMoveTarget => {
                format!("(because {addr} was moved to an address that is not in configuration)")
            }
            ActionReason::DeleteBecauseWrongRepetition => match addr.key {
                iac_core::addr::InstanceKey::None => "(because resource uses count or for_each)".into(),
                iac_core::addr::InstanceKey::Int(_) => "(because resource does not use count)".into(),
                iac_core::addr::InstanceKey::String(_) => "(because resource does not use for_each)".into(),
            },
            ActionReason::ReadBecauseConfigUnknown => "(config refers to values not yet known)".into(),
            ActionReason::ReadBecauseDependencyPending => {
                "(depends on a resource or a module with changes pending)".into()
            }
            ActionReason::ReadBecauseCheckNested => "(config will be reloaded to verify a check block)".into(),
            _ => return None,
        };
        Some(reason)
    }

    /// The attributes and nested blocks of a block; without a schema everything is an attribute.
    fn block(
        &self,
        renderer: Renderer,
        schema: Option<&BlockSchema>,
        before: Option<&Value>,
        after: Option<&Value>,
        indent: usize,
        path: &Path,
    ) -> String {
        let mut attributes = Vec::new();
        let sides_entries = before.iter().chain(after.iter()).filter_map(|value| value.as_entries());
        let mut names: Vec<_> = sides_entries.flat_map(|entries| entries.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let is_block = |name: &str| schema.is_some_and(|schema| schema.blocks.contains_key(name));
        for name in names.iter().filter(|name| !is_block(name)) {
            let null = |value: &Value| value.is_null();
            let (before, after) = (side(before, name), side(after, name));
            if before.as_ref().is_none_or(null) && after.as_ref().is_none_or(null) {
                continue;
            }
            let mut node = attribute(schema, name, before.as_ref(), after.as_ref());
            node.replaces = self.replaces(&path.clone().then_attribute((*name).clone()));
            attributes.push((name.to_string(), node));
        }
        let identifies = |name: &str, node: &Node| {
            path.is_root()
                && IDENTIFYING.contains(&name)
                && matches!(node.shape, Shape::Leaf { .. } | Shape::Mapping { .. })
        };
        let out = renderer.entries(&attributes, indent, MappingKind::Object, &|name, node| {
            node.action != Action::Same || node.replaces || identifies(name, node)
        });
        out + &self.blocks(renderer, schema, before, after, indent, path)
    }

    fn blocks(
        &self,
        renderer: Renderer,
        schema: Option<&BlockSchema>,
        before: Option<&Value>,
        after: Option<&Value>,
        indent: usize,
        path: &Path,
    ) -> String {
        let mut out = String::new();
        let mut hidden = 0;
        for (name, nested) in schema.into_iter().flat_map(|schema| &schema.blocks) {
            let path = path.clone().then_attribute(name.clone());
            let sides = (side(before, name), side(after, name));
            let unknown = sides.1.as_ref().is_some_and(|value| !value.is_known());
            if unknown {
                out.push_str(&format!(
                    "\n{}{}{name} {{ {} }}\n",
                    " ".repeat(indent),
                    renderer.symbol(Action::Add),
                    "(known after apply)"
                ));
            }
            for (label, before, after) in pairs(nested.nesting, sides.0.as_ref(), sides.1.as_ref().filter(|_| !unknown))
            {
                let action = action_of(before.as_ref(), after.as_ref());
                if action == Action::Same {
                    hidden += usize::from(before.is_some());
                    continue;
                }
                let replaces =
                    if self.replaces(&path) { renderer.style.red(" # forces replacement") } else { String::new() };
                let label = label.map(|label| format!(" {label:?}")).unwrap_or_default();
                out.push_str(&format!(
                    "\n{}{}{name}{label} {{{replaces}\n",
                    " ".repeat(indent),
                    renderer.symbol(action)
                ));
                out.push_str(&self.block(
                    renderer,
                    Some(&nested.block),
                    before.as_ref(),
                    after.as_ref(),
                    indent + 4,
                    &path,
                ));
                out.push_str(&format!("{}  }}\n", " ".repeat(indent)));
            }
        }
        if hidden > 0 {
            out.push_str(&format!("\n{}", renderer.hidden(hidden, indent, "block")));
        }
        out
    }

    /// Whether a change at this path (indices left out of account) replaces the object.
    fn replaces(&self, path: &Path) -> bool {
        let Change::Replace { because: ReplaceBecause::CannotUpdate(paths), .. } = &self.change.change else {
            return false;
        };
        let names = |path: &Path| -> Vec<String> {
            path.steps
                .iter()
                .filter_map(|step| if let Step::Attribute(name) = step { Some(name.to_string()) } else { None })
                .collect()
        };
        let wanted = names(path);
        paths.iter().any(|path| names(path) == wanted)
    }
}

/// An object of a state: every attribute that is set, none hidden.
pub(super) fn state_block(
    addr: &ResourceAddr,
    value: &Value,
    schema: Option<&BlockSchema>,
    renderer: Renderer,
) -> String {
    let kind = if addr.mode == ResourceMode::Data { "data" } else { "resource" };
    format!("{kind} \"{}\" \"{}\" {{\n{}}}\n", addr.ty, addr.name, state_body(value, schema, renderer, 2))
}

fn state_body(value: &Value, schema: Option<&BlockSchema>, renderer: Renderer, indent: usize) -> String {
    let is_block = |name: &str| schema.is_some_and(|schema| schema.blocks.contains_key(name));
    let entries = value.as_entries().into_iter().flatten();
    let set = |value: &Value| !value.is_null();
    let attributes: Vec<_> = entries
        .clone()
        .filter(|(name, value)| !is_block(name) && set(value))
        .map(|(name, value)| (name.to_string(), node(Mode::Typed, Some(value), Some(value))))
        .collect();
    let mut out = renderer.entries(&attributes, indent, MappingKind::Object, &|_, _| true);
    for (name, nested) in schema.into_iter().flat_map(|schema| &schema.blocks) {
        let blocks = value.attribute(name);
        for (label, block, _) in pairs(nested.nesting, blocks, blocks) {
            let Some(block) = block else { continue };
            let (pad, label) = (" ".repeat(indent + 2), label.map(|label| format!(" {label:?}")).unwrap_or_default());
            let body = state_body(&block, Some(&nested.block), renderer, indent + 4);
            out.push_str(&format!("\n{pad}{name}{label} {{\n{body}{pad}}}\n"));
        }
    }
    out
}

/// The difference of an attribute. Where the schema leaves the type open, values are compared as JSON documents.
fn attribute(schema: Option<&BlockSchema>, name: &str, before: Option<&Value>, after: Option<&Value>) -> Node {
    let declared = schema.and_then(|schema| schema.attributes.get(name)).map(Attribute::value_type);
    if declared != Some(Type::Dynamic) {
        return node(Mode::Typed, before, after);
    }
    let present = |value: &&Value| !value.is_null();
    node(Mode::Json, before.filter(present), after.filter(present))
}

fn subject(addr: &AbsResourceInstanceAddr, change: &ResourceChange) -> String {
    change.deposed.as_ref().map_or_else(|| addr.to_string(), |key| format!("{addr} (deposed object {key})"))
}

fn side(value: Option<&Value>, name: &str) -> Option<Value> {
    let value = value?;
    let marks = value.marks().clone();
    value.attribute(name).map(|found| found.clone().mark(&marks))
}

type Pair = (Option<String>, Option<Value>, Option<Value>);

/// Which blocks before belong to which after: by index, key, or equality.
fn pairs(nesting: Nesting, before: Option<&Value>, after: Option<&Value>) -> Vec<Pair> {
    let elements =
        |value: Option<&Value>| value.and_then(Value::as_elements).map(<[Value]>::to_vec).unwrap_or_default();
    match nesting {
        Nesting::Single | Nesting::Group => {
            let present = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
            vec![(None, present(before), present(after))]
        }
        Nesting::List => {
            let (before, after) = (elements(before), elements(after));
            (0..before.len().max(after.len()))
                .map(|at| (None, before.get(at).cloned(), after.get(at).cloned()))
                .collect()
        }
        Nesting::Set => {
            let (before, after) = (elements(before), elements(after));
            let held = |value: &Value, others: &[Value]| others.iter().any(|other| other.same(value));
            let kept =
                before.iter().map(|value| (None, Some(value.clone()), held(value, &after).then(|| value.clone())));
            let added =
                after.iter().filter(|value| !held(value, &before)).map(|value| (None, None, Some(value.clone())));
            kept.chain(added).collect()
        }
        Nesting::Map => {
            let entries = |value: Option<&Value>| value.and_then(Value::as_entries).cloned().unwrap_or_default();
            let (before, after) = (entries(before), entries(after));
            let mut keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter()
                .map(|key| (Some(key.to_string()), before.get(&key).cloned(), after.get(&key).cloned()))
                .collect()
        }
    }
}
