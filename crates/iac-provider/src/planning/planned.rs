//! A plan in the making, for the hook of a type that its schema alone does not decide.

use super::same_attribute;
use crate::PlanResponse;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::BlockSchema;
use iac_core::value::{Path, Value};

/// A plan that a type's hook may adjust. Any value may be unknown.
pub struct Planned<'a> {
    schema: &'a BlockSchema,
    prior_state: Option<&'a Value>,
    config_value: &'a Value,
    state: Value,
    requires_replace: Vec<Path>,
    diags: Diagnostics,
}

impl<'a> Planned<'a> {
    pub(crate) fn new(
        schema: &'a BlockSchema,
        prior_state: &'a Value,
        config_value: &'a Value,
        plan: PlanResponse,
    ) -> Self {
        Self {
            schema,
            prior_state: Some(prior_state).filter(|prior| !prior.is_null()),
            config_value,
            state: plan.planned_state,
            requires_replace: plan.requires_replace,
            diags: plan.diags,
        }
    }

    pub(crate) fn finish(self, private: Vec<u8>) -> PlanResponse {
        PlanResponse { planned_state: self.state, requires_replace: self.requires_replace, private, diags: self.diags }
    }

    /// Whether the object is to be created, or created anew.
    pub fn creating(&self) -> bool {
        self.prior_state.is_none()
    }

    /// What is planned for an attribute or block so far.
    pub fn planned(&self, name: &str) -> Option<&Value> {
        self.state.attribute(name)
    }

    /// What the configuration says of it; `None` if it is null.
    pub fn configured(&self, name: &str) -> Option<&Value> {
        self.config_value.attribute(name).filter(|value| !value.is_null())
    }

    /// What it was; `None` for an object that is to be created.
    pub fn prior(&self, name: &str) -> Option<&Value> {
        self.prior_state?.attribute(name)
    }

    /// Whether the plan changes it. Everything changes when the object is created.
    pub fn changes(&self, name: &str) -> bool {
        let (Some(prior), Some(planned)) = (self.prior(name), self.planned(name)) else { return true };
        match (self.schema.attributes.get(name), self.schema.blocks.get(name)) {
            (Some(attribute), _) => !same_attribute(attribute, prior, planned),
            (_, Some(nested)) => !super::same::same_nested(nested, prior, planned),
            _ => false,
        }
    }

    /// Plans a value for an attribute.
    pub fn set(&mut self, name: &str, value: Value) {
        self.state = std::mem::replace(&mut self.state, Value::bool(false)).with_attribute(name, value);
    }

    /// Plans that only apply can tell an attribute's value.
    pub fn set_unknown(&mut self, name: &str) {
        if let Some(ty) = self.schema.attributes.get(name).map(iac_core::schema::Attribute::value_type) {
            self.set(name, Value::unknown(ty));
        }
    }

    /// Plans no change of an attribute; without effect on creation.
    pub fn keep(&mut self, name: &str) {
        if let Some(prior) = self.prior(name).cloned() {
            self.set(name, prior);
            self.keep_object_despite(name);
        }
    }

    /// Plans to replace the object because of an attribute; without effect on creation.
    pub fn replace_because_of(&mut self, name: &str) {
        let path = Path::attribute(name);
        if !self.creating() && !self.requires_replace.contains(&path) {
            self.requires_replace.push(path);
        }
    }

    /// Plans to change an attribute in place although it is marked `force_new`.
    pub fn keep_object_despite(&mut self, name: &str) {
        let path = Path::attribute(name);
        self.requires_replace.retain(|because| !because.starts_with(&path));
    }

    /// Reports that an attribute cannot be as planned.
    pub fn error(&mut self, name: &str, message: impl Into<String>) {
        self.diags.push(Diagnostic::error(message, "").attribute(Path::attribute(name)));
    }
}
