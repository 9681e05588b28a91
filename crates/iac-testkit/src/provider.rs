//! The provider of the fake cloud: one resource type, `fake_thing`, and a data source of the same name.

use crate::cloud::name_of;
use crate::{FakeCloud, Fault};
use iac_core::addr::ProviderAddr;
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, BlockSchema, Schema};
use iac_core::value::{Path, Type, Value};
use iac_provider::{
    ApplyRequest, ApplyResponse, BoxFuture, ConfigureContext, ImportRequest, ImportResponse, Imported, PlanRequest,
    PlanResponse, Provider, ProviderInstance, ReadDataRequest, ReadDataResponse, ReadRequest, ReadResponse,
};
use std::sync::Arc;

const THING: &str = "fake_thing";

fn thing_schema() -> Schema {
    let optional = |ty: Type| Attribute { optional: true, ..Attribute::new(ty) };
    let mut block = BlockSchema::default();
    let mut add = |name: &str, attribute: Attribute| drop(block.attributes.insert(name.into(), attribute));
    add("id", Attribute { computed: true, ..Attribute::new(Type::String) });
    add("name", Attribute { required: true, force_new: true, ..Attribute::new(Type::String) });
    add("size", optional(Type::Number));
    add("link", optional(Type::String));
    add("zone", Attribute { computed: true, force_new: true, ..optional(Type::String) });
    add("secret", Attribute { sensitive: true, ..optional(Type::String) });
    add("tags", optional(Type::map(Type::String)));
    Schema { version: 0, block }
}

fn lookup_schema() -> Schema {
    let mut schema = thing_schema();
    for (name, attribute) in &mut schema.block.attributes {
        if &**name != "name" {
            attribute.optional = false;
            attribute.computed = true;
        }
        attribute.force_new = false;
    }
    schema
}

impl Provider for FakeCloud {
    fn addr(&self) -> ProviderAddr {
        ProviderAddr::hashicorp("fake")
    }
    fn version(&self) -> &'static str {
        "1.0.0"
    }
    fn config_schema(&self) -> Arc<Schema> {
        let mut block = BlockSchema::default();
        block.attributes.insert("region".into(), Attribute { optional: true, ..Attribute::new(Type::String) });
        Arc::new(Schema { version: 0, block })
    }
    fn resource_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        (ty == THING).then(|| Arc::new(thing_schema()))
    }
    fn data_source_schema(&self, ty: &str) -> Option<Arc<Schema>> {
        (ty == THING).then(|| Arc::new(lookup_schema()))
    }
    fn resource_types(&self) -> Vec<Arc<str>> {
        vec![THING.into()]
    }
    fn data_source_types(&self) -> Vec<Arc<str>> {
        vec![THING.into()]
    }
    fn validate_config(&self, _config_value: &Value) -> Diagnostics {
        Diagnostics::new()
    }
    fn validate_resource(&self, _ty: &str, config_value: &Value) -> Diagnostics {
        match config_value.attribute("name").and_then(Value::as_str) {
            Some("") => {
                let diagnostic = Diagnostic::error("Invalid name", "The name must not be empty.");
                diagnostic.attribute(Path::attribute("name")).into()
            }
            _ => Diagnostics::new(),
        }
    }
    fn validate_data_source(&self, _ty: &str, _config_value: &Value) -> Diagnostics {
        Diagnostics::new()
    }
    fn configure<'a>(
        &'a self,
        _config_value: &'a Value,
        _context: &'a ConfigureContext,
    ) -> BoxFuture<'a, (Option<Arc<dyn ProviderInstance>>, Diagnostics)> {
        let instance: Arc<dyn ProviderInstance> = Arc::new(self.clone());
        Box::pin(std::future::ready((Some(instance), Diagnostics::new())))
    }
}

fn failed(operation: &str) -> Diagnostics {
    Diagnostic::error("Operation failed", format!("The fake cloud refused to {operation}.")).into()
}

fn filled_in(planned: &Value, id: &str) -> Value {
    let mut object = planned.clone().with_attribute("id", Value::string(id));
    if object.attribute("zone").is_some_and(|zone| !zone.is_known()) {
        object = object.with_attribute("zone", Value::string("zone-1"));
    }
    object
}

impl FakeCloud {
    async fn create(&self, request: ApplyRequest<'_>) -> ApplyResponse {
        let name = name_of(request.planned_state).unwrap_or_default();
        let operation = format!("create {name}");
        let null = Value::null(request.planned_state.ty());
        let hangs_after_effect = self.begin(operation.clone()).await;
        if hangs_after_effect == Some(Fault::Refused) {
            return ApplyResponse { new_state: null, private: Vec::new(), diags: failed(&operation) };
        }
        let id = self.fresh_id();
        let object = filled_in(request.planned_state, &id);
        self.put(&id, Some(object.clone()));
        (request.created)(&request.planned_state.clone().with_attribute("id", Value::string(&id)));
        if hangs_after_effect == Some(Fault::AfterEffect) {
            return ApplyResponse { new_state: object, private: Vec::new(), diags: failed(&operation) };
        }
        ApplyResponse { new_state: object, private: b"private".to_vec(), diags: Diagnostics::new() }
    }

    async fn change(&self, request: ApplyRequest<'_>) -> ApplyResponse {
        let prior = request.prior_state;
        let id = prior.attribute("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let name = name_of(prior).unwrap_or_default();
        let deleting = request.planned_state.is_null();
        let operation = if deleting { format!("delete {name}") } else { format!("update {name}") };
        let fault = self.begin(operation.clone()).await;
        if fault == Some(Fault::Refused) {
            return ApplyResponse { new_state: prior.clone(), private: Vec::new(), diags: failed(&operation) };
        }
        let new_state = request.planned_state.clone();
        self.put(&id, (!deleting).then(|| new_state.clone()));
        let diags = if fault.is_some() { failed(&operation) } else { Diagnostics::new() };
        ApplyResponse { new_state, private: b"private".to_vec(), diags }
    }
}

impl ProviderInstance for FakeCloud {
    fn plan(&self, request: &PlanRequest<'_>) -> PlanResponse {
        let requires_replace = ["name", "zone"].into_iter().map(Path::attribute).collect();
        PlanResponse {
            planned_state: request.proposed_new_state.clone(),
            requires_replace,
            private: request.private.to_vec(),
            diags: Diagnostics::new(),
        }
    }

    fn apply<'a>(&'a self, request: ApplyRequest<'a>) -> BoxFuture<'a, ApplyResponse> {
        Box::pin(async move {
            if request.prior_state.is_null() { self.create(request).await } else { self.change(request).await }
        })
    }

    fn read<'a>(&'a self, request: ReadRequest<'a>) -> BoxFuture<'a, ReadResponse> {
        let id = request.current_state.attribute("id").and_then(Value::as_str).unwrap_or_default();
        let null = || Value::null(request.current_state.ty());
        let new_state = self.object(id).unwrap_or_else(null);
        let response = ReadResponse { new_state, private: request.private.to_vec(), diags: Diagnostics::new() };
        Box::pin(std::future::ready(response))
    }

    fn import<'a>(&'a self, request: ImportRequest<'a>) -> BoxFuture<'a, ImportResponse> {
        let imported: Vec<Imported> = self
            .object(request.id)
            .map(|state| Imported { ty: THING.into(), state, private: Vec::new() })
            .into_iter()
            .collect();
        Box::pin(std::future::ready(ImportResponse { imported, diags: Diagnostics::new() }))
    }

    fn read_data<'a>(&'a self, request: ReadDataRequest<'a>) -> BoxFuture<'a, ReadDataResponse> {
        Box::pin(async move {
            let name = name_of(request.config_value).unwrap_or_default();
            let fault = self.begin(format!("look up {name}")).await;
            if let Some(state) = self.find(&name).filter(|_| fault.is_none()) {
                ReadDataResponse { state, diags: Diagnostics::new() }
            } else {
                let null = Value::null(request.config_value.ty());
                ReadDataResponse { state: null, diags: failed(&format!("look up {name}")) }
            }
        })
    }
}
