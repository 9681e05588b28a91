//! Objects between state and values: decoding with upgrade and marks, encoding, identifiers for display.

use crate::eval::TypeInfo;
use iac_core::addr::{AbsResourceInstanceAddr, ConfigResourceAddr};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Marks, Path, Value};
use iac_provider::{Provider, UpgradeRequest};
use iac_state::{ObjectAttributes, ObjectState, ObjectStatus};
use std::sync::Arc;

/// The stored object as a value of its type, upgraded if an older provider wrote it, and marked.
pub(crate) fn decode_object(
    provider: &dyn Provider,
    info: &TypeInfo,
    addr: &AbsResourceInstanceAddr,
    object: &ObjectState,
) -> Result<Value, Diagnostics> {
    let current = info.schema.version;
    if object.schema_version > current {
        let detail = format!(
            "The current state of {addr} was created by a newer provider version than is currently selected. Upgrade the {} provider to work with this state.",
            provider.addr().ty
        );
        return Err(Diagnostic::error("Resource instance managed by newer provider version", detail).on(addr).into());
    }
    let upgraded = match &object.attributes {
        ObjectAttributes::Json(text) if object.schema_version < current => {
            let request =
                UpgradeRequest { ty: &addr.resource.ty, from_version: object.schema_version, attributes: text };
            provider.upgrade_resource(&request)?.map(|text| ObjectAttributes::Json(text.into()))
        }
        _ => None,
    };
    let attributes = upgraded.as_ref().unwrap_or(&object.attributes);
    let value = attributes.decode(&info.ty).map_err(|error| {
        let detail = format!("There is an error in the state of {addr}: {error}. The state may be damaged, or written by a provider that iac cannot follow.");
        Diagnostics::from(Diagnostic::error("Failed to decode resource from state", detail).on(addr))
    })?;
    let marks: Vec<(Path, Marks)> =
        object.sensitive_paths.iter().map(|path| (path.clone(), Marks::SENSITIVE)).collect();
    let value = if marks.is_empty() { value } else { value.mark_paths(&marks) };
    Ok(info.mark(value))
}

/// The object as it is stored. The value must be wholly known; its marks become sensitive paths.
pub(crate) fn encode_object(
    info: &TypeInfo,
    addr: &AbsResourceInstanceAddr,
    value: &Value,
    base: ObjectState,
) -> Result<ObjectState, Diagnostic> {
    let (unmarked, marks) = if value.contains_marks() { value.unmark_deep() } else { (value.clone(), Vec::new()) };
    let attributes = ObjectAttributes::encode(&unmarked, &info.ty).map_err(|error| {
        let detail = format!("{addr} cannot be stored in the state: {error}. This is a bug of the provider.");
        Diagnostic::error("Failed to encode resource in state", detail).on(addr)
    })?;
    let sensitive_paths = marks.into_iter().filter(|(_, marks)| marks.sensitive).map(|(path, _)| path).collect();
    Ok(ObjectState { attributes, sensitive_paths, schema_version: info.schema.version, ..base })
}

/// An object about which nothing is known but its surroundings; [`encode_object`] fills in the rest.
pub(crate) fn blank_object(
    private: Vec<u8>,
    dependencies: Arc<[Arc<ConfigResourceAddr>]>,
    create_before_destroy: bool,
) -> ObjectState {
    ObjectState {
        attributes: ObjectAttributes::Json("{}".into()),
        schema_version: 0,
        status: ObjectStatus::Ready,
        sensitive_paths: Vec::new(),
        private,
        dependencies,
        create_before_destroy,
        identity: None,
        identity_schema_version: 0,
    }
}

/// The object's identifier, if it has a known one that may be shown.
pub(crate) fn display_id(value: &Value) -> Option<String> {
    let id = value.attribute("id").or_else(|| value.attribute("name"))?;
    if id.marks().sensitive {
        return None;
    }
    id.as_str().map(str::to_owned)
}

/// Whether both values have the same marks at the same places.
pub(crate) fn same_marks(a: &Value, b: &Value) -> bool {
    if !a.contains_marks() && !b.contains_marks() {
        return true;
    }
    let sensitive = |value: &Value| {
        let mut paths: Vec<String> = value
            .unmark_deep()
            .1
            .into_iter()
            .filter(|(_, marks)| marks.sensitive)
            .map(|(path, _)| path.to_string())
            .collect();
        paths.sort_unstable();
        paths
    };
    sensitive(a) == sensitive(b)
}
