//! What a planned state must satisfy.

use super::apply::{dotted, shown};
use crate::planning::{same_attribute, same_value, zero_equal};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::schema::{Attribute, AttributeType, BlockSchema, Equality, NestedBlock, Nesting};
use iac_core::value::{Path, Value};

/// Checks a planned state: configuration is honoured, values not computed equal configuration or prior state.
pub fn check_plan(
    address: &str,
    schema: &BlockSchema,
    prior_state: &Value,
    config_value: &Value,
    planned_state: &Value,
) -> Diagnostics {
    let mut check = Check { address, diags: Diagnostics::new() };
    if planned_state.is_null() {
        if !config_value.is_null() {
            check.report(&Path::root(), "planned for absence but config wants existence");
        }
    } else if config_value.is_null() {
        check.report(&Path::root(), "planned for existence but config wants absence");
    } else {
        check.block(schema, prior_state, config_value, planned_state, &Path::root());
    }
    check.diags
}

struct Check<'a> {
    address: &'a str,
    diags: Diagnostics,
}

impl Check<'_> {
    fn report(&mut self, path: &Path, problem: &str) {
        let address = self.address;
        let detail = format!(
            "The provider planned an invalid value for {address}{}: {problem}.\n\nThis is a bug in the provider, which should be \
             reported in the provider's own issue tracker.",
            dotted(path),
        );
        self.diags
            .push(Diagnostic::error("Provider produced invalid plan", detail).on(address).attribute(path.clone()));
    }

    fn block(&mut self, schema: &BlockSchema, prior: &Value, config: &Value, planned: &Value, path: &Path) {
        if !config.is_known() || !planned.is_known() {
            return;
        }
        let null = Value::null(iac_core::value::Type::Dynamic);
        for (name, attribute) in &schema.attributes {
            let path = path.clone().then_attribute(name.clone());
            let Some(planned) = planned.attribute(name) else {
                self.report(&path, "attribute missing");
                continue;
            };
            let config = config.attribute(name).unwrap_or(&null);
            self.attribute(attribute, prior.attribute(name).unwrap_or(&null), config, planned, &path);
        }
        for (name, nested) in &schema.blocks {
            let path = path.clone().then_attribute(name.clone());
            let (Some(config), Some(planned)) = (config.attribute(name), planned.attribute(name)) else { continue };
            self.nested(nested, prior.attribute(name).unwrap_or(&null), config, planned, &path);
        }
    }

    fn attribute(&mut self, attribute: &Attribute, prior: &Value, config: &Value, planned: &Value, path: &Path) {
        if attribute.write_only {
            if !planned.is_null() {
                self.report(path, "planned value for a write-only attribute is not null");
            }
            return;
        }
        // The tags of an object are known to differ from its configuration only in null elements and in what it shows of
        // defaults; everything the provider computes may be as it says when the configuration says nothing, or "", which to
        // the AWS provider is the same.
        let honoured = same_attribute(attribute, config, planned)
            || (attribute.optional && !attribute.computed && zero_equal(config, planned))
            || ((config.is_null() || config.as_str() == Some("")) && attribute.computed)
            || (config.is_null()
                && attribute.default.as_ref().is_some_and(|default| same_attribute(attribute, default, planned)))
            || (!prior.is_null()
                && same_value(Equality::Exact, prior, planned)
                && same_attribute(attribute, prior, config))
            || unknown_for_unknown(config, planned)
            || nested_is_honoured(attribute, config, planned);
        if honoured {
            return;
        }
        if attribute.sensitive {
            return self.report(path, "sensitive planned value does not match config value nor prior value");
        }
        let problem = if config.is_null() {
            format!("planned value {} for a non-computed attribute", shown(planned))
        } else if prior.is_null() {
            format!("planned value {} does not match config value {}", shown(planned), shown(config))
        } else {
            format!(
                "planned value {} does not match config value {} nor prior value {}",
                shown(planned),
                shown(config),
                shown(prior)
            )
        };
        self.report(path, &problem);
    }

    fn nested(&mut self, nested: &NestedBlock, prior: &Value, config: &Value, planned: &Value, path: &Path) {
        if !config.is_known() || !planned.is_known() || (nested.computed && crate::planning::is_absent(config)) {
            return;
        }
        match nested.nesting {
            Nesting::Single | Nesting::Group => match (config.is_null(), planned.is_null()) {
                (false, false) => self.block(&nested.block, prior, config, planned, path),
                (true, false) if nested.nesting == Nesting::Single => {
                    self.report(path, "planned for existence but config wants absence");
                }
                (false, true) => self.report(path, "planned for absence but config wants existence"),
                _ => {}
            },
            Nesting::Map => {
                let (Some(config), Some(planned)) = (config.as_entries(), planned.as_entries()) else { return };
                if !config.keys().eq(planned.keys()) {
                    return self.report(path, "the keys of the planned blocks are not those of the configuration");
                }
                let null = Value::null(iac_core::value::Type::Dynamic);
                for (key, config) in config {
                    let path = path.clone().then_index(Value::string(key));
                    self.block(&nested.block, prior.attribute(key).unwrap_or(&null), config, &planned[key], &path);
                }
            }
            Nesting::List | Nesting::Set => {
                let (Some(config), Some(planned)) = (config.as_elements(), planned.as_elements()) else { return };
                if config.len() != planned.len() {
                    let problem = format!(
                        "block count in plan ({}) disagrees with count in config ({})",
                        planned.len(),
                        config.len()
                    );
                    return self.report(path, &problem);
                }
                if nested.nesting == Nesting::List {
                    let before = prior.as_elements().unwrap_or_default();
                    let null = Value::null(iac_core::value::Type::Dynamic);
                    for (at, (config, planned)) in config.iter().zip(planned).enumerate() {
                        let path = path.clone().then_index(Value::number(i64::try_from(at).unwrap_or(i64::MAX)));
                        self.block(&nested.block, before.get(at).unwrap_or(&null), config, planned, &path);
                    }
                }
            }
        }
    }
}

/// Whether nothing is promised where configuration is not wholly known either: a set has no place for one unknown element.
fn unknown_for_unknown(config: &Value, planned: &Value) -> bool {
    !planned.is_known() && !config.is_wholly_known()
}

/// Nested attributes are honoured if every part that is configured is, and the rest is computed or a default.
fn nested_is_honoured(attribute: &Attribute, config: &Value, planned: &Value) -> bool {
    let AttributeType::Nested(object) = &attribute.ty else { return false };
    let member = |config: &Value, planned: &Value| {
        object.attributes.iter().all(|(name, inner)| match (config.attribute(name), planned.attribute(name)) {
            (Some(config), Some(planned)) => {
                same_attribute(inner, config, planned)
                    || (config.is_null() && inner.computed)
                    || (config.is_null()
                        && inner.default.as_ref().is_some_and(|default| same_attribute(inner, default, planned)))
                    || unknown_for_unknown(config, planned)
                    || nested_is_honoured(inner, config, planned)
            }
            _ => true,
        })
    };
    match object.nesting {
        Nesting::Single | Nesting::Group => member(config, planned),
        Nesting::Map => match (config.as_entries(), planned.as_entries()) {
            (Some(config), Some(planned)) => {
                config.keys().eq(planned.keys()) && config.iter().all(|(key, config)| member(config, &planned[key]))
            }
            _ => false,
        },
        Nesting::List => match (config.as_elements(), planned.as_elements()) {
            (Some(config), Some(planned)) => {
                config.len() == planned.len() && config.iter().zip(planned).all(|(a, b)| member(a, b))
            }
            _ => false,
        },
        Nesting::Set => match (config.as_elements(), planned.as_elements()) {
            (Some(config), Some(planned)) => {
                let mut open: Vec<&Value> = planned.iter().collect();
                config.iter().all(|config| {
                    let found = open.iter().position(|planned| member(config, planned));
                    found.map(|at| open.swap_remove(at)).is_some()
                })
            }
            _ => false,
        },
    }
}
