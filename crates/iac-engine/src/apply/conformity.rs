//! What was planned must come true: every value known in the plan is the same in the final plan.

use iac_core::diag::{Diagnostic, Diagnostics, Severity};
use iac_core::value::{Kind, Path, Value};
use iac_provider::contract;

/// The first place where `actual` breaks what `planned` promises, if there is one.
pub(crate) fn first_breach(planned: &Value, actual: &Value) -> Option<Path> {
    breach(planned, actual, &Path::root())
}

/// Breaches of the contract as an emulator may cause them: an attribute that it ignores or invents is no bug of the provider,
/// and Terraform, too, lets the AWS provider pass with it. The object stays, the user is told, and the next plan shows the
/// difference. A result that is not wholly known stays an error.
pub(crate) fn tolerated(found: Diagnostics) -> Diagnostics {
    let soften = |mut diagnostic: Diagnostic| {
        let path = diagnostic.path.clone().filter(|path| !path.is_root());
        if let (contract::INCONSISTENT_RESULT, Some(path)) = (diagnostic.summary.as_str(), path) {
            diagnostic.severity = Severity::Warning;
            diagnostic.summary = "Object differs from its plan".to_owned();
            diagnostic.detail = format!(
                "The emulator did not take the planned value of {path}, or gave another one. The state has its answer, so that the next plan \
                 shows the difference."
            );
        }
        diagnostic
    };
    found.into_iter().map(soften).collect()
}

fn breach(planned: &Value, actual: &Value, path: &Path) -> Option<Path> {
    match (planned.kind(), actual.kind()) {
        (Kind::Unknown(_), _) => None,
        (Kind::Object(before), Kind::Object(after)) => before.iter().find_map(|(name, value)| {
            let path = path.clone().then_attribute(name.clone());
            after.get(name).map_or(Some(path.clone()), |actual| breach(value, actual, &path))
        }),
        (Kind::Map(before), Kind::Map(after)) => {
            if before.items.len() != after.items.len() {
                return Some(path.clone());
            }
            before.items.iter().find_map(|(key, value)| {
                let path = path.clone().then_index(Value::string(key));
                after.items.get(key).map_or(Some(path.clone()), |actual| breach(value, actual, &path))
            })
        }
        // Elements of a set have no place to compare them by unless all are known.
        (Kind::Set(_), _) if !planned.is_wholly_known() => None,
        (Kind::List(_) | Kind::Tuple(_), Kind::List(_) | Kind::Tuple(_)) => {
            let (before, after) = (planned.as_elements().unwrap_or_default(), actual.as_elements().unwrap_or_default());
            if before.len() != after.len() {
                return Some(path.clone());
            }
            before.iter().zip(after).enumerate().find_map(|(at, (value, actual))| {
                let index = Value::number(i64::try_from(at).unwrap_or(i64::MAX));
                breach(value, actual, &path.clone().then_index(index))
            })
        }
        _ => (!planned.same(actual)).then(|| path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iac_core::value::Type;

    fn check(planned: Value, actual: Value, expected: Option<&str>) {
        let planned = Value::object([("a", planned)]);
        let actual = Value::object([("a", actual)]);
        assert_eq!(first_breach(&planned, &actual).map(|path| path.to_string()).as_deref(), expected);
    }

    #[test]
    fn known_values_bind_and_unknown_ones_do_not() {
        check(Value::unknown(Type::String), Value::string("x"), None);
        check(Value::string("x"), Value::string("x"), None);
        check(Value::string("x"), Value::string("y"), Some("a"));
        check(Value::null(Type::String), Value::string("y"), Some("a"));
        check(Value::tuple([Value::unknown(Type::Bool)]), Value::tuple([Value::bool(true)]), None);
        check(Value::tuple([Value::bool(false)]), Value::tuple([Value::bool(true)]), Some("a[0]"));
    }
}
