//! What the result of apply must satisfy.

use crate::planning::{same_value, zero_equal};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, AttributeType, BlockSchema, Equality, Nesting};
use iac_core::value::{Kind, Path, Value};

/// The summary of a result that is not what was planned.
pub const INCONSISTENT_RESULT: &str = "Provider produced inconsistent result after apply";

/// Checks the result of apply: wholly known, and every value known when planned is unchanged.
pub fn check_apply(address: &str, schema: &BlockSchema, planned_state: &Value, new_state: &Value) -> Diagnostics {
    let mut check = Check { address, problems: Vec::new() };
    if planned_state.is_null() != new_state.is_null() {
        let problem = if new_state.is_null() {
            "root object was present, but now absent"
        } else {
            "root object was absent, but now present"
        };
        check.report(&Path::root(), problem);
    } else if !planned_state.is_null() {
        check.block(schema, planned_state, new_state, &Path::root());
    }
    let mut diags: Diagnostics = check.problems.into_iter().collect();
    if let Some(path) = first_unknown(new_state, &Path::root()) {
        let detail = format!(
            "After the apply operation, the provider still indicated an unknown value for {address}{}. All values must be known \
             after apply, so this is always a bug in the provider and should be reported in the provider's own repository.",
            dotted(&path)
        );
        diags.push(
            Diagnostic::error("Provider returned invalid result object after apply", detail)
                .on(address)
                .attribute(path),
        );
    }
    diags
}

/// A path as it follows an address.
pub(super) fn dotted(path: &Path) -> String {
    if path.is_root() { String::new() } else { format!(".{path}") }
}

fn first_unknown(value: &Value, path: &Path) -> Option<Path> {
    match value.kind() {
        Kind::Unknown(_) => Some(path.clone()),
        Kind::List(list) => {
            list.items.iter().enumerate().find_map(|(at, item)| first_unknown(item, &element(path, at)))
        }
        Kind::Tuple(items) => items.iter().enumerate().find_map(|(at, item)| first_unknown(item, &element(path, at))),
        Kind::Set(set) => set.items.iter().find_map(|item| first_unknown(item, path)),
        Kind::Map(map) => {
            map.items.iter().find_map(|(key, item)| first_unknown(item, &path.clone().then_index(Value::string(key))))
        }
        Kind::Object(members) => {
            members.iter().find_map(|(name, item)| first_unknown(item, &path.clone().then_attribute(name.clone())))
        }
        _ => None,
    }
}

fn element(path: &Path, at: usize) -> Path {
    path.clone().then_index(Value::number(i64::try_from(at).unwrap_or(i64::MAX)))
}

struct Check<'a> {
    address: &'a str,
    problems: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, path: &Path, problem: &str) {
        let address = self.address;
        let detail = format!(
            "When applying changes to {address}, the provider produced an unexpected new value: {}{problem}.\n\nThis is a bug in \
             the provider, which should be reported in the provider's own issue tracker.",
            if path.is_root() { String::new() } else { format!("{}: ", dotted(path)) },
        );
        self.problems.push(Diagnostic::error(INCONSISTENT_RESULT, detail).on(address).attribute(path.clone()));
    }

    fn block(&mut self, schema: &BlockSchema, planned: &Value, actual: &Value, path: &Path) {
        for (name, attribute) in &schema.attributes {
            if let (Some(planned), Some(actual)) = (planned.attribute(name), actual.attribute(name)) {
                self.attribute(attribute, planned, actual, &path.clone().then_attribute(name.clone()));
            }
        }
        for (name, nested) in &schema.blocks {
            if let (Some(planned), Some(actual)) = (planned.attribute(name), actual.attribute(name)) {
                let path = path.clone().then_attribute(name.clone());
                self.collection(nested.nesting, planned, actual, &path, &mut |check, planned, actual, path| {
                    check.block(&nested.block, planned, actual, path);
                });
            }
        }
    }

    fn attribute(&mut self, attribute: &Attribute, planned: &Value, actual: &Value, path: &Path) {
        if attribute.optional && !attribute.computed && zero_equal(planned, actual) {
            return;
        }
        if let AttributeType::Nested(object) = &attribute.ty {
            return self.collection(object.nesting, planned, actual, path, &mut |check, planned, actual, path| {
                for (name, attribute) in &object.attributes {
                    if let (Some(planned), Some(actual)) = (planned.attribute(name), actual.attribute(name)) {
                        check.attribute(attribute, planned, actual, &path.clone().then_attribute(name.clone()));
                    }
                }
            });
        }
        if !agrees(planned, actual, attribute.equality) {
            if attribute.sensitive {
                return self.report(path, "inconsistent values for sensitive attribute");
            }
            self.report(path, &difference(planned, actual));
        }
    }

    fn collection(
        &mut self,
        nesting: Nesting,
        planned: &Value,
        actual: &Value,
        path: &Path,
        each: &mut dyn FnMut(&mut Self, &Value, &Value, &Path),
    ) {
        if !planned.is_known() || !actual.is_known() || (planned.is_null() && zero_equal(planned, actual)) {
            return;
        }
        match nesting {
            Nesting::Single | Nesting::Group => match (planned.is_null(), actual.is_null()) {
                (false, false) => each(self, planned, actual, path),
                (false, true) => self.report(path, "was present, but now absent"),
                (true, false) => self.report(path, "was absent, but now present"),
                (true, true) => {}
            },
            Nesting::Map => {
                let (Some(planned), Some(actual)) = (planned.as_entries(), actual.as_entries()) else { return };
                for (key, planned) in planned {
                    let path = path.clone().then_index(Value::string(key));
                    match actual.get(key) {
                        Some(actual) => each(self, planned, actual, &path),
                        None => self.report(&path, "block key has vanished"),
                    }
                }
                for key in actual.keys().filter(|key| !planned.contains_key(*key)) {
                    self.report(&path.clone().then_index(Value::string(key)), "new block key has appeared");
                }
            }
            Nesting::List | Nesting::Set => {
                let planned = planned.as_elements().unwrap_or_default();
                let actual = actual.as_elements().unwrap_or_default();
                if planned.len() != actual.len() {
                    // A set may shrink when elements that were unknown turn out to be equal.
                    if nesting == Nesting::Set && planned.iter().any(|item| first_unknown(item, path).is_some()) {
                        return;
                    }
                    return self
                        .report(path, &format!("block count changed from {} to {}", planned.len(), actual.len()));
                }
                if nesting == Nesting::Set {
                    return self.set(planned, actual, path, each);
                }
                for (at, (planned, actual)) in planned.iter().zip(actual).enumerate() {
                    each(self, planned, actual, &element(path, at));
                }
            }
        }
    }

    /// Every planned element must have one among the actual ones that it agrees with.
    fn set(
        &mut self,
        planned: &[Value],
        actual: &[Value],
        path: &Path,
        each: &mut dyn FnMut(&mut Self, &Value, &Value, &Path),
    ) {
        let mut open: Vec<&Value> = actual.iter().collect();
        for planned in planned {
            let found = open.iter().position(|actual| {
                let mut trial = Check { address: self.address, problems: Vec::new() };
                each(&mut trial, planned, actual, path);
                trial.problems.is_empty()
            });
            match found {
                Some(at) => drop(open.swap_remove(at)),
                None => return self.report(path, "planned set element does not correlate with any element in actual"),
            }
        }
    }
}

/// Whether an actual value is one that the plan allowed.
fn agrees(planned: &Value, actual: &Value, equality: Equality) -> bool {
    match (planned.kind(), actual.kind()) {
        (Kind::Unknown(unknown), _) => !(unknown.refinement.not_null && actual.is_null()),
        (Kind::List(planned), Kind::List(actual)) => {
            planned.items.len() == actual.items.len()
                && planned.items.iter().zip(&actual.items).all(|(planned, actual)| agrees(planned, actual, equality))
        }
        (Kind::Map(planned), Kind::Map(actual)) => {
            let present = |(_, value): &(&std::sync::Arc<str>, &Value)| !value.is_null();
            planned.items.iter().filter(present).count() == actual.items.iter().filter(present).count()
                && planned
                    .items
                    .iter()
                    .filter(present)
                    .all(|(key, planned)| actual.items.get(key).is_some_and(|actual| agrees(planned, actual, equality)))
        }
        (Kind::Object(planned), Kind::Object(actual)) => planned
            .iter()
            .all(|(name, planned)| actual.get(name).is_some_and(|actual| agrees(planned, actual, equality))),
        (Kind::Tuple(planned), Kind::Tuple(actual)) => {
            planned.len() == actual.len()
                && planned.iter().zip(actual.iter()).all(|(planned, actual)| agrees(planned, actual, equality))
        }
        (Kind::Set(planned), Kind::Set(_))
            if planned.items.iter().any(|item| first_unknown(item, &Path::root()).is_some()) =>
        {
            true
        }
        _ => same_value(equality, planned, actual),
    }
}

fn difference(planned: &Value, actual: &Value) -> String {
    match (planned.kind(), actual.kind()) {
        (_, Kind::Null(_)) => format!("was {}, but now null", shown(planned)),
        (Kind::Null(_), _) => format!("was null, but now {}", shown(actual)),
        _ => format!("was {}, but now {}", shown(planned), shown(actual)),
    }
}

/// A value as Terraform's messages spell it.
pub(super) fn shown(value: &Value) -> String {
    match value.kind() {
        Kind::Null(_) => "null".to_owned(),
        Kind::Unknown(_) => "unknown".to_owned(),
        Kind::Bool(true) => "cty.True".to_owned(),
        Kind::Bool(false) => "cty.False".to_owned(),
        Kind::Number(number) if number.is_integer() => format!("cty.NumberIntVal({number})"),
        Kind::Number(number) => format!("cty.NumberFloatVal({number})"),
        Kind::String(text) => format!("cty.StringVal({text:?})"),
        Kind::List(list) => {
            format!("cty.ListVal([]cty.Value{{{}}})", list.items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Kind::Set(set) => {
            format!("cty.SetVal([]cty.Value{{{}}})", set.items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Kind::Tuple(items) => {
            format!("cty.TupleVal([]cty.Value{{{}}})", items.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Kind::Map(map) => format!("cty.MapVal(map[string]cty.Value{{{}}})", entries(&map.items)),
        Kind::Object(members) => format!("cty.ObjectVal(map[string]cty.Value{{{}}})", entries(members)),
    }
}

fn entries(members: &std::collections::BTreeMap<std::sync::Arc<str>, Value>) -> String {
    members.iter().map(|(key, value)| format!("{key:?}:{}", shown(value))).collect::<Vec<_>>().join(", ")
}
