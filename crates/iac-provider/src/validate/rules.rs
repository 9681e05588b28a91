//! Rules over several arguments, and the checks of single ones, for a whole configuration.

use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, AttributeType, BlockSchema, Nesting, Rule};
use iac_core::value::{Kind, Path, Step, Value};

/// Checks a configuration against a schema's validators and rules.
pub fn validate(schema: &BlockSchema, config_value: &Value) -> Diagnostics {
    let mut diags = Diagnostics::new();
    block(schema, config_value, &Path::root(), &mut diags);
    diags
}

fn block(schema: &BlockSchema, config: &Value, path: &Path, diags: &mut Diagnostics) {
    let Some(entries) = config.as_entries() else { return };
    for (name, value) in entries {
        let path = path.clone().then_attribute(name.clone());
        if let Some(found) = schema.attributes.get(name) {
            attribute(found, value, &path, diags);
        } else if let Some(nested) = schema.blocks.get(name) {
            let present = presence(config, &Path::attribute(name.clone())) == Presence::Set;
            if let Some(reason) = nested.block.deprecated.as_ref().filter(|_| present) {
                diags.push(Diagnostic::warning("Argument is deprecated", &**reason).attribute(path.clone()));
            }
            each_object(nested.nesting, value, &path, &mut |item, path| block(&nested.block, item, path, diags));
        }
    }
    for found in &schema.rules {
        rule(found, config, path, diags);
    }
}

fn attribute(attribute: &Attribute, value: &Value, path: &Path, diags: &mut Diagnostics) {
    if value.is_null() || !value.is_known() {
        return;
    }
    if let Some(reason) = &attribute.deprecated {
        diags.push(Diagnostic::warning("Argument is deprecated", &**reason).attribute(path.clone()));
    }
    for validator in &attribute.validators {
        if let Err(message) = validator(value) {
            diags.push(Diagnostic::error(message, "").attribute(path.clone()));
        }
    }
    if let AttributeType::Nested(object) = &attribute.ty {
        each_object(object.nesting, value, path, &mut |item, path| {
            for (name, value) in item.as_entries().into_iter().flatten() {
                if let Some(inner) = object.attributes.get(name) {
                    self::attribute(inner, value, &path.clone().then_attribute(name.clone()), diags);
                }
            }
        });
    }
}

fn each_object(nesting: Nesting, value: &Value, path: &Path, visit: &mut dyn FnMut(&Value, &Path)) {
    match (nesting, value.kind()) {
        (Nesting::Single | Nesting::Group, Kind::Object(_)) => visit(value, path),
        (_, Kind::List(list)) => {
            for (at, item) in list.items.iter().enumerate() {
                visit(item, &path.clone().then_index(Value::number(i64::try_from(at).unwrap_or(i64::MAX))));
            }
        }
        (_, Kind::Set(set)) => set.items.iter().for_each(|item| visit(item, &path.clone().then_index(item.clone()))),
        (_, Kind::Map(map)) => {
            map.items.iter().for_each(|(key, item)| visit(item, &path.clone().then_index(Value::string(key))));
        }
        _ => {}
    }
}

/// What a rule can know of an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Absent,
    Set,
    Unknown,
}

fn presence(config: &Value, path: &Path) -> Presence {
    let mut value = config;
    for step in &path.steps {
        let inner = match step {
            Step::Attribute(name) => {
                // `block.argument` means the argument of the first such block.
                let object = value.as_elements().map_or(Some(value), |items| items.first());
                object.and_then(|object| object.attribute(name))
            }
            Step::Index(key) => {
                let at =
                    key.as_number().and_then(iac_core::value::Number::as_i64).and_then(|at| usize::try_from(at).ok());
                value.as_elements().zip(at).and_then(|(items, at)| items.get(at))
            }
        };
        match inner {
            Some(inner) if !inner.is_known() => return Presence::Unknown,
            Some(inner) => value = inner,
            None => return Presence::Absent,
        }
    }
    let empty =
        value.is_null() || matches!(value.kind(), Kind::List(items) | Kind::Set(items) if items.items.is_empty());
    if empty { Presence::Absent } else { Presence::Set }
}

fn rule(rule: &Rule, config: &Value, base: &Path, diags: &mut Diagnostics) {
    let which = |paths: &[Path], wanted: Presence| -> Vec<String> {
        let mut found: Vec<String> =
            paths.iter().filter(|path| presence(config, path) == wanted).map(ToString::to_string).collect();
        found.sort();
        found
    };
    match rule {
        Rule::ConflictsWith { path, others } if presence(config, path) == Presence::Set => {
            for other in which(others, Presence::Set) {
                let detail = format!("\"{path}\": conflicts with {other}");
                report(diags, "Conflicting configuration arguments", detail, base, path);
            }
        }
        Rule::RequiredWith { path, others } if presence(config, path) == Presence::Set => {
            if !which(others, Presence::Absent).is_empty() {
                let all = joined(std::iter::once(path).chain(others));
                report(
                    diags,
                    "Missing required argument",
                    format!("\"{path}\": all of `{all}` must be specified"),
                    base,
                    path,
                );
            }
        }
        Rule::ExactlyOneOf(paths) => {
            let set = which(paths, Presence::Set);
            let (all, Some(first)) = (joined(paths), paths.first()) else { return };
            if set.len() > 1 {
                let detail = format!(
                    "\"{first}\": only one of `{all}` can be specified, but `{}` were specified.",
                    set.join(",")
                );
                report(diags, "Invalid combination of arguments", detail, base, first);
            } else if set.is_empty() && which(paths, Presence::Unknown).is_empty() {
                report(
                    diags,
                    "Invalid combination of arguments",
                    format!("\"{first}\": one of `{all}` must be specified"),
                    base,
                    first,
                );
            }
        }
        Rule::AtLeastOneOf(paths) => {
            let (all, Some(first)) = (joined(paths), paths.first()) else { return };
            if which(paths, Presence::Absent).len() == paths.len() {
                report(
                    diags,
                    "Missing required argument",
                    format!("\"{first}\": one of `{all}` must be specified"),
                    base,
                    first,
                );
            }
        }
        Rule::ConflictsWith { .. } | Rule::RequiredWith { .. } => {}
    }
}

fn joined<'a>(paths: impl IntoIterator<Item = &'a Path>) -> String {
    let mut names: Vec<String> = paths.into_iter().map(ToString::to_string).collect();
    names.sort();
    names.join(",")
}

fn report(diags: &mut Diagnostics, summary: &str, detail: String, base: &Path, path: &Path) {
    let mut whole = base.clone();
    whole.steps.extend(path.steps.iter().cloned());
    let diagnostic = Diagnostic::error(summary, detail).attribute(whole);
    if !diags.iter().any(|known| known.detail == diagnostic.detail) {
        diags.push(diagnostic);
    }
}
