//! A state as people read it: every object as the block that would describe it, then the outputs.

use super::diff::{render_object, render_outputs};
use super::style::Style;
use crate::objects;
use iac_core::addr::AbsResourceInstanceAddr;
use iac_core::value::Marks;
use iac_engine::Providers;
use iac_state::{InstanceState, ObjectStatus, ResourceState, State};
use std::collections::BTreeMap;

/// Every object by module, then the outputs.
pub(crate) fn render(state: &State, providers: &Providers, style: Style) -> String {
    let mut modules: BTreeMap<_, String> = BTreeMap::new();
    for (addr, resource) in &state.resources {
        let text = modules.entry(addr.module.clone()).or_default();
        for (key, instance) in &resource.instances {
            text.push_str(&render_instance(&addr.instance(key.clone()), resource, instance, providers, style));
            text.push('\n');
        }
    }
    let mut out = modules.into_values().collect::<Vec<_>>().join("\n");
    if out.is_empty() {
        out.push('\n');
    }
    if !state.outputs.is_empty() {
        let outputs = state.outputs.iter().map(|(name, output)| {
            let marks = if output.sensitive { Marks::SENSITIVE } else { Marks::NONE };
            (name.to_string(), output.value.clone().with_marks(marks))
        });
        out.push_str(&format!("\n{}\n\n{}", style.bold("Outputs:"), render_outputs(outputs, style)));
    }
    out
}

/// The objects of one instance, with their headlines.
pub(crate) fn render_instance(
    addr: &AbsResourceInstanceAddr,
    resource: &ResourceState,
    instance: &InstanceState,
    providers: &Providers,
    style: Style,
) -> String {
    let schema = objects::schema(providers, &resource.provider, &addr.resource);
    let mut out = String::new();
    let current = instance.current.iter().map(|object| (None, object));
    let deposed = instance.deposed.iter().map(|(key, object)| (Some(key), object));
    for (key, object) in current.chain(deposed) {
        let tainted = if object.status == ObjectStatus::Tainted { " (tainted)" } else { "" };
        let key = key.map(|key| format!(" (deposed object {key})")).unwrap_or_default();
        out.push_str(&format!("# {addr}:{tainted}{key}\n"));
        let value = objects::value(object, schema.as_deref());
        let value = objects::veiled(&addr.resource, &value, &[Some(&value)]);
        out.push_str(&render_object(&addr.resource, &value, schema.as_ref().map(|schema| &schema.block), style));
    }
    out
}
