//! Documents: parsing, merging, and the text.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub use compiled::{Condition, Principal, Text};

/// A document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The version of the policy language.
    pub version: String,
    /// Its identifier; may be empty.
    pub id: String,
    /// Its statements.
    pub statements: Vec<compiled::Statement>,
}

impl Document {
    /// Reads a document. Members that no document has are ignored.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let Value::Object(mut members) = document else { return Err("a policy document is a JSON object".to_owned()) };
        let statements = match members.shift_remove("Statement") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(statements)) => statements,
            Some(one) => vec![one],
        };
        Ok(Self {
            version: text_of(&mut members, "Version")?,
            id: text_of(&mut members, "Id")?,
            statements: statements.into_iter().map(compiled::Statement::parse).collect::<Result<_, _>>()?,
        })
    }

    /// The identifiers of its statements, where they have one.
    pub fn sids(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|statement| statement.sid.as_str()).filter(|sid| !sid.is_empty())
    }

    /// Takes over another document: a statement replaces the one with the same identifier, or is added.
    pub fn merge(&mut self, other: Self) {
        if !other.id.is_empty() {
            self.id = other.id;
        }
        if other.version > self.version {
            self.version = other.version;
        }
        for statement in other.statements {
            let same = self.statements.iter_mut().find(|it| !it.sid.is_empty() && it.sid == statement.sid);
            match same {
                Some(same) => *same = statement,
                None => self.statements.push(statement),
            }
        }
    }

    /// The text with two blanks of indentation.
    pub fn indented(&self) -> String {
        escaped(&format!("{:#}", self.to_json()))
    }

    /// The text without blanks.
    pub fn minified(&self) -> String {
        escaped(&self.to_json().to_string())
    }

    fn to_json(&self) -> Value {
        let mut members = Map::new();
        insert_text(&mut members, "Version", &self.version);
        insert_text(&mut members, "Id", &self.id);
        if !self.statements.is_empty() {
            let statements = self.statements.iter().map(compiled::Statement::to_json).collect();
            members.insert("Statement".to_owned(), Value::Array(statements));
        }
        Value::Object(members)
    }
}

/// Go's encoder writes these characters, which may be dangerous inside HTML, as codes.
fn escaped(text: &str) -> String {
    let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn insert_text(members: &mut Map<String, Value>, name: &str, text: &str) {
    if !text.is_empty() {
        members.insert(name.to_owned(), Value::from(text));
    }
}

fn text_of(members: &mut Map<String, Value>, name: &str) -> Result<String, String> {
    match members.shift_remove(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text),
        Some(other) => Err(format!("{name} must be text, not {other}")),
    }
}

/// Statements in the form that they have in a document.
pub mod compiled {
    use super::{BTreeMap, Map, Value, insert_text, text_of};

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
        /// Texts in descending order; a single one stands without a list.
        pub fn descending(mut texts: Vec<String>) -> Self {
            if texts.len() == 1 {
                return Self::One(texts.swap_remove(0));
            }
            texts.sort_unstable_by(|left, right| right.cmp(left));
            Self::List(texts)
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
        pub(super) fn parse(statement: Value) -> Result<Self, String> {
            let Value::Object(mut members) = statement else { return Err("a statement is a JSON object".to_owned()) };
            let mut any = |name: &str| members.shift_remove(name).filter(|value| !value.is_null());
            let (actions, not_actions) = (any("Action"), any("NotAction"));
            let (resources, not_resources) = (any("Resource"), any("NotResource"));
            let principals = any("Principal").map(Principal::parse).transpose()?.unwrap_or_default();
            let not_principals = any("NotPrincipal").map(Principal::parse).transpose()?.unwrap_or_default();
            let conditions = any("Condition").map(Condition::parse).transpose()?.unwrap_or_default();
            let (sid, effect) = (text_of(&mut members, "Sid")?, text_of(&mut members, "Effect")?);
            Ok(Self {
                sid,
                effect,
                actions,
                not_actions,
                resources,
                not_resources,
                principals,
                not_principals,
                conditions,
            })
        }

        pub(super) fn to_json(&self) -> Value {
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
}
