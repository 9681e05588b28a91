//! Statements in the form that they have in a document.

use super::document::{insert_text, text_of};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// Its identifier; may be empty.
    pub sid: String,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// One text or several.
    pub actions: Option<Value>,
    /// One text or several.
    pub not_actions: Option<Value>,
    /// One text or several.
    pub resources: Option<Value>,
    /// One text or several.
    pub not_resources: Option<Value>,
    /// Who it applies to.
    pub principals: Vec<Principal>,
    /// Who it does not apply to.
    pub not_principals: Vec<Principal>,
    /// When it applies.
    pub conditions: Vec<Condition>,
}

/// Principals of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// The kind.
    pub kind: String,
    /// Who.
    pub identifiers: Text,
}

/// The values that one operator compares one variable with.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The operator.
    pub test: String,
    /// The variable.
    pub variable: String,
    /// The values, in the order given.
    pub values: Vec<String>,
}

/// One text, or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// One.
    One(String),
    /// A list, which may have one element.
    List(Vec<String>),
}

impl Text {
    /// Texts in their order; a single one stands without a list.
    pub fn of(mut texts: Vec<String>) -> Self {
        if texts.len() == 1 { Self::One(texts.swap_remove(0)) } else { Self::List(texts) }
    }

    /// Texts in descending order; a single one stands without a list.
    pub fn descending(mut texts: Vec<String>) -> Self {
        texts.sort_unstable_by(|left, right| right.cmp(left));
        Self::of(texts)
    }

    /// The text or list in a document.
    pub fn into_json(self) -> Value {
        match self {
            Self::One(text) => Value::String(text),
            Self::List(texts) => Value::from(texts),
        }
    }

    /// This and more.
    fn and(self, more: Self) -> Self {
        let list = |text| match text {
            Self::One(text) => vec![text],
            Self::List(texts) => texts,
        };
        let mut texts = list(self);
        texts.extend(list(more));
        Self::List(texts)
    }
}

impl Statement {
    /// Reads a statement. Members that no statement has are ignored.
    pub fn parse(statement: Value) -> Result<Self, String> {
        let Value::Object(mut members) = statement else { return Err("a statement is a JSON object".to_owned()) };
        let mut any = |name: &str| members.shift_remove(name).filter(|value| !value.is_null());
        let (actions, not_actions) = (any("Action"), any("NotAction"));
        let (resources, not_resources) = (any("Resource"), any("NotResource"));
        let principals = any("Principal").map(Principal::parse).transpose()?.unwrap_or_default();
        let not_principals = any("NotPrincipal").map(Principal::parse).transpose()?.unwrap_or_default();
        let conditions = any("Condition").map(Condition::parse).transpose()?.unwrap_or_default();
        let (sid, effect) = (text_of(&mut members, "Sid")?, text_of(&mut members, "Effect")?);
        Ok(Self { sid, effect, actions, not_actions, resources, not_resources, principals, not_principals, conditions })
    }

    /// The statement in a document; what is empty is left out.
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        insert_text(&mut members, "Sid", &self.sid);
        insert_text(&mut members, "Effect", &self.effect);
        let principals = (!self.principals.is_empty()).then(|| Principal::merged(&self.principals));
        let not_principals = (!self.not_principals.is_empty()).then(|| Principal::merged(&self.not_principals));
        let conditions = (!self.conditions.is_empty()).then(|| Condition::merged(&self.conditions));
        let rest = [
            ("Action", self.actions.clone()),
            ("NotAction", self.not_actions.clone()),
            ("Resource", self.resources.clone()),
            ("NotResource", self.not_resources.clone()),
            ("Principal", principals),
            ("NotPrincipal", not_principals),
            ("Condition", conditions),
        ];
        members.extend(rest.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        Value::Object(members)
    }
}

impl Principal {
    fn parse(value: Value) -> Result<Vec<Self>, String> {
        let everybody = || Self { kind: "*".to_owned(), identifiers: Text::List(vec!["*".to_owned()]) };
        let kinds = match value {
            Value::String(_) => return Ok(vec![everybody()]),
            Value::Object(kinds) => kinds,
            other => return Err(format!("unsupported principals: {other}")),
        };
        let one = |(kind, names)| {
            let identifiers = match names {
                Value::String(name) => Text::One(name),
                Value::Array(names) => Text::List(names.into_iter().map(text).collect::<Result<_, _>>()?),
                other => return Err(format!("unsupported principals of the kind {kind}: {other}")),
            };
            Ok(Self { kind, identifiers })
        };
        kinds.into_iter().map(one).collect()
    }

    /// All of them, by kind. `*` alone is everybody, whereas `{"AWS":"*"}` are all accounts.
    fn merged(principals: &[Self]) -> Value {
        if let [Self { kind, identifiers }] = principals
            && kind == "*"
            && matches!(identifiers.clone().into_json(), one if one == "*" || one == Value::from(vec!["*"]))
        {
            return Value::from("*");
        }
        let mut kinds: BTreeMap<&str, Text> = BTreeMap::new();
        for Self { kind, identifiers } in principals {
            let mut identifiers = identifiers.clone();
            if let Text::List(texts) = &mut identifiers {
                texts.sort_unstable_by(|left, right| right.cmp(left));
            }
            let all = match kinds.remove(kind.as_str()) {
                Some(before) => before.and(identifiers),
                None => identifiers,
            };
            kinds.insert(kind, all);
        }
        kinds.into_iter().map(|(kind, identifiers)| (kind.to_owned(), identifiers.into_json())).collect()
    }
}

impl Condition {
    fn parse(value: Value) -> Result<Vec<Self>, String> {
        let Value::Object(tests) = value else { return Err(format!("unsupported conditions: {value}")) };
        let mut conditions = Vec::new();
        for (test, variables) in tests {
            let Value::Object(variables) = variables else {
                return Err(format!("unsupported condition {test}: {variables}"));
            };
            for (variable, values) in variables {
                let values = match values {
                    Value::Array(values) => values.into_iter().map(text).collect::<Result<_, _>>()?,
                    one => vec![text(one)?],
                };
                conditions.push(Self { test: test.clone(), variable, values });
            }
        }
        Ok(conditions)
    }

    /// All of them, by operator and variable.
    fn merged(conditions: &[Self]) -> Value {
        let mut tests: BTreeMap<&str, BTreeMap<&str, Vec<String>>> = BTreeMap::new();
        for Self { test, variable, values } in conditions {
            let all = tests.entry(test).or_default().entry(variable).or_default();
            all.extend(values.iter().cloned());
        }
        let value = |mut values: Vec<String>| match values.len() {
            1 => Value::String(values.swap_remove(0)),
            _ => Value::from(values),
        };
        let test = |(test, variables): (&str, BTreeMap<&str, Vec<String>>)| {
            let variables = variables.into_iter().map(|(name, values)| (name.to_owned(), value(values)));
            (test.to_owned(), variables.collect::<Value>())
        };
        tests.into_iter().map(test).collect()
    }
}

/// A bool or number counts as text.
fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(format!("text is required, not {other}")),
    }
}
