//! Drives one resource of a type as the engine does, and checks the contract at every step. For tests of types, against
//! an emulator or a cloud in memory.
//!
//! Configurations are JSON objects of what is written: anything left out is null, or no block.

use super::{check_apply, check_plan};
use crate::planning::propose;
use crate::{
    ApplyRequest, ApplyResponse, Catalogue, Context, ImportRequest, PlanRequest, PlanResponse, ProviderInstance,
    ReadRequest, Resource, ResourceEntry, TypedInstance,
};
use iac_core::diag::Diagnostics;
use iac_core::schema::{BlockSchema, Nesting, Schema};
use iac_core::value::{Type, Value, convert, from_json, json_type};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A resource under test. Its methods panic when the contract is broken.
pub struct Trial<C> {
    ty: &'static str,
    schema: Arc<Schema>,
    instance: TypedInstance<C>,
    /// The object as last seen; null if there is none.
    pub state: Value,
    /// What was journalled, in order.
    pub journal: Arc<Mutex<Vec<Value>>>,
}

impl<C: Context> Trial<C> {
    /// No object yet.
    pub fn of<R: Resource<Context = C>>(context: C) -> Self {
        let entry = ResourceEntry::of::<R>();
        let schema = entry.schema().clone();
        let state = Value::null(schema.block.value_type());
        let instance = TypedInstance::new(Arc::new(Catalogue::new([entry], [])), context, None);
        Self { ty: R::SPEC.ty, schema, instance, state, journal: Arc::default() }
    }

    fn block(&self) -> &BlockSchema {
        &self.schema.block
    }

    /// A configuration from JSON.
    ///
    /// # Panics
    /// If it does not fit the schema.
    pub fn config(&self, json: &str) -> Value {
        let ty = json_type(json).unwrap_or_else(|error| panic!("{json}: {error}"));
        let written = from_json(json, &ty).unwrap_or_else(|error| panic!("{json}: {error}"));
        configuration(self.block(), &written)
    }

    /// Plans a configuration.
    ///
    /// # Panics
    /// If the plan breaks the contract.
    pub fn plan(&self, config_value: &Value) -> PlanResponse {
        self.plan_from(&self.state, config_value)
    }

    fn plan_from(&self, prior_state: &Value, config_value: &Value) -> PlanResponse {
        let proposed = propose(self.block(), prior_state, config_value);
        let request =
            PlanRequest { ty: self.ty, prior_state, proposed_new_state: &proposed, config_value, private: &[] };
        let plan = self.instance.plan(&request);
        sound(&check_plan(self.ty, self.block(), prior_state, config_value, &plan.planned_state));
        plan
    }

    /// Plans and applies, replacing the object if it must be; an error leaves the state as the engine would leave it.
    ///
    /// # Panics
    /// If plan or result break the contract.
    pub async fn apply(&mut self, config_value: &Value) -> Diagnostics {
        let mut plan = self.plan(config_value);
        if plan.diags.has_errors() {
            return plan.diags;
        }
        if !plan.requires_replace.is_empty() {
            let diags = self.destroy().await;
            if diags.has_errors() {
                return diags;
            }
            plan = self.plan(config_value);
        }
        self.step(config_value, &plan.planned_state).await.diags
    }

    /// Destroys the object.
    pub async fn destroy(&mut self) -> Diagnostics {
        let gone = Value::null(self.block().value_type());
        self.step(&gone, &gone).await.diags
    }

    async fn step(&mut self, config_value: &Value, planned_state: &Value) -> ApplyResponse {
        let journal = self.journal.clone();
        let created = move |value: &Value| journal.lock().unwrap_or_else(PoisonError::into_inner).push(value.clone());
        let request = ApplyRequest {
            address: self.ty,
            ty: self.ty,
            prior_state: &self.state,
            planned_state,
            config_value,
            private: &[],
            created: &created,
        };
        let response = self.instance.apply(request).await;
        if !response.diags.has_errors() {
            sound(&check_apply(self.ty, self.block(), planned_state, &response.new_state));
        }
        self.state = response.new_state.clone();
        response
    }

    /// Reads the object.
    ///
    /// # Panics
    /// If reading fails.
    pub async fn refresh(&mut self) {
        let request = ReadRequest { address: self.ty, ty: self.ty, current_state: &self.state, private: &[] };
        let response = self.instance.read(request).await;
        sound(&response.diags);
        self.state = response.new_state;
    }

    /// Plans, applies and reads a configuration (JSON), and expects the plan after it to be empty.
    ///
    /// # Panics
    /// If anything fails, or the second plan changes something.
    pub async fn converge(&mut self, json: &str) {
        let config = self.config(json);
        sound(&self.apply(&config).await);
        self.refresh().await;
        let again = self.plan(&config);
        assert!(again.requires_replace.is_empty(), "the second plan replaces because of {:?}", again.requires_replace);
        assert_eq!(again.planned_state, self.state, "the second plan is not empty");
    }

    /// The object that an import identifier leads to, read; null if there is none.
    ///
    /// # Panics
    /// If import or reading fail.
    pub async fn import(&self, id: &str) -> Value {
        let found = self.instance.import(ImportRequest { address: self.ty, ty: self.ty, id }).await;
        sound(&found.diags);
        let Some(object) = found.imported.first() else { return Value::null(self.block().value_type()) };
        let request = ReadRequest { address: self.ty, ty: self.ty, current_state: &object.state, private: &[] };
        let response = self.instance.read(request).await;
        sound(&response.diags);
        response.new_state
    }

    /// A text attribute of the object; empty if it is null.
    pub fn text(&self, name: &str) -> &str {
        self.state.attribute(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// An attribute of the object as Rust debug text, for snapshots.
    pub fn shown(&self, name: &str) -> String {
        self.state.attribute(name).map_or_else(String::new, super::apply::shown)
    }
}

fn sound(diags: &Diagnostics) {
    let said: Vec<String> = diags.iter().map(|diag| format!("{}: {}", diag.summary, diag.detail)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// What decoding a body gives: every attribute and block type, null or empty where nothing is written.
fn configuration(block: &BlockSchema, written: &Value) -> Value {
    let none = BTreeMap::new();
    let members = written.as_entries().unwrap_or(&none);
    if let Some(stray) =
        members.keys().find(|name| !block.attributes.contains_key(*name) && !block.blocks.contains_key(*name))
    {
        panic!("the schema has no {stray}");
    }
    let attributes = block.attributes.iter().map(|(name, attribute)| {
        let ty = attribute.value_type();
        let value = members.get(name).map_or_else(|| Value::null(ty.clone()), |value| lenient(value, &ty));
        (name.clone(), value)
    });
    let blocks = block.blocks.iter().map(|(name, nested)| {
        let element = nested.block.value_type();
        let items = members.get(name).and_then(Value::as_elements).unwrap_or_default();
        let items = items.iter().map(|item| configuration(&nested.block, item)).collect();
        let value = match nested.nesting {
            Nesting::List => Value::list(element, items),
            Nesting::Set => Value::set(element, items),
            Nesting::Map => {
                let entries = members.get(name).and_then(Value::as_entries).unwrap_or(&none).iter();
                Value::map(
                    element,
                    entries.map(|(key, item)| (key.clone(), configuration(&nested.block, item))).collect(),
                )
            }
            Nesting::Single | Nesting::Group => {
                members.get(name).map_or_else(|| Value::null(element), |item| configuration(&nested.block, item))
            }
        };
        (name.clone(), value)
    });
    Value::object(attributes.chain(blocks))
}

/// Converts, with null for attributes of objects that are left out (as in block syntax).
fn lenient(value: &Value, ty: &Type) -> Value {
    let complete = match (ty, value.as_elements(), value.as_entries()) {
        (Type::List(element) | Type::Set(element), Some(items), _) => {
            Value::tuple(items.iter().map(|item| lenient(item, element)))
        }
        (Type::Object(object), _, Some(members)) => Value::object(object.attributes.iter().map(|(name, ty)| {
            (name.clone(), members.get(name).map_or_else(|| Value::null(ty.clone()), |member| lenient(member, ty)))
        })),
        _ => value.clone(),
    };
    convert(&complete, ty).unwrap_or_else(|error| panic!("{}: {error}", super::apply::shown(value)))
}
