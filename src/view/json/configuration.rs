//! The configuration as a plan's JSON form describes it: what each block refers to, and its constants.

use super::state::mode;
use super::value::to_json;
use iac_core::addr::ResourceAddr;
use iac_core::schema::{BlockSchema, Nesting};
use iac_engine::Providers;
use iac_lang::config::{Body, Config, ConfigBody, Module, ModuleCallBlock, OutputBlock, ResourceBlock, VariableBlock};
use iac_lang::eval::EmptyScope;
use iac_lang::expr::{Expr, ExprKind, TemplateNode};
use iac_lang::refs::{PathKind, RefStep, Reference, Subject};
use serde_json::{Map, Value as Json, json};

/// The document.
pub(crate) fn render(config: &Config, providers: &Providers) -> Json {
    let mut out = Map::new();
    let provider_config = provider_config(config, providers);
    if !provider_config.is_empty() {
        out.insert("provider_config".into(), Json::Object(provider_config));
    }
    out.insert("root_module".into(), module(&config.root, providers));
    Json::Object(out)
}

/// Every provider configuration in use, by its key.
fn provider_config(config: &Config, providers: &Providers) -> Map<String, Json> {
    let mut out = Map::new();
    config.root.walk(&mut |module| {
        for block in module.providers.values() {
            let key = provider_key(module, &block.name.local_name, block.name.alias.as_deref());
            let full_name = module.provider_for(&block.name.local_name);
            let mut entry = Map::new();
            entry.insert("name".into(), (*block.name.local_name).into());
            entry.insert("full_name".into(), full_name.to_string().into());
            if let Some(alias) = &block.name.alias {
                entry.insert("alias".into(), (**alias).into());
            }
            if let Some(version) = version_constraint(module, &block.name.local_name) {
                entry.insert("version_constraint".into(), version.into());
            }
            if !module.addr.is_root() {
                entry.insert("module_address".into(), module.addr.to_string().into());
            }
            let schema = providers.find(&full_name).map(|provider| provider.config_schema());
            let found = body(&block.body, schema.as_ref().map(|schema| &schema.block));
            if found.as_object().is_some_and(|found| !found.is_empty()) {
                entry.insert("expressions".into(), found);
            }
            out.insert(key, Json::Object(entry));
        }
        for resource in module.resources.values() {
            let name = &resource.provider.local_name;
            let full_name = module.provider_for(name).to_string();
            let known = out.values().any(|entry| entry["full_name"] == full_name.as_str());
            if !known {
                let mut entry = Map::new();
                entry.insert("name".into(), (**name).into());
                entry.insert("full_name".into(), full_name.into());
                if let Some(version) = version_constraint(module, name) {
                    entry.insert("version_constraint".into(), version.into());
                }
                out.insert(name.to_string(), Json::Object(entry));
            }
        }
    });
    out
}

fn version_constraint(module: &Module, name: &str) -> Option<String> {
    let required = module.required_providers.get(name)?;
    (!required.version.is_empty()).then(|| required.version.iter().map(|part| &**part).collect::<Vec<_>>().join(", "))
}

fn provider_key(module: &Module, name: &str, alias: Option<&str>) -> String {
    let prefix = if module.addr.is_root() { String::new() } else { format!("{}:", module.addr) };
    let alias = alias.map(|alias| format!(".{alias}")).unwrap_or_default();
    format!("{prefix}{name}{alias}")
}

fn module(module: &Module, providers: &Providers) -> Json {
    let mut out = Map::new();
    let mut section = |name: &str, entries: Map<String, Json>| {
        if !entries.is_empty() {
            out.insert(name.into(), Json::Object(entries));
        }
    };
    section("outputs", module.outputs.iter().map(|(name, block)| (name.to_string(), output(block))).collect());
    section("variables", module.variables.iter().map(|(name, block)| (name.to_string(), variable(block))).collect());
    let calls = module.module_calls.iter();
    section(
        "module_calls",
        calls.map(|(name, block)| (name.to_string(), call(module, name, block, providers))).collect(),
    );
    let resources: Vec<Json> =
        module.resources.iter().map(|(addr, block)| resource(module, addr, block, providers)).collect();
    if !resources.is_empty() {
        out.insert("resources".into(), Json::Array(resources));
    }
    Json::Object(out)
}

fn output(block: &OutputBlock) -> Json {
    let mut out = Map::new();
    if block.sensitive {
        out.insert("sensitive".into(), true.into());
    }
    out.insert("expression".into(), expression(&block.expr));
    if let Some(description) = &block.description {
        out.insert("description".into(), (**description).into());
    }
    depends_on(&block.depends_on, &mut out);
    Json::Object(out)
}

fn variable(block: &VariableBlock) -> Json {
    let mut out = Map::new();
    if let Some(default) = &block.default {
        out.insert("default".into(), to_json(default));
    }
    if let Some(description) = &block.description {
        out.insert("description".into(), (**description).into());
    }
    if block.sensitive {
        out.insert("sensitive".into(), true.into());
    }
    Json::Object(out)
}

fn depends_on(references: &[Reference], out: &mut Map<String, Json>) {
    if !references.is_empty() {
        let names = references.iter().filter_map(|reference| names(reference).into_iter().next());
        out.insert("depends_on".into(), names.collect());
    }
}

fn repetition(count: Option<&Expr>, for_each: Option<&Expr>, out: &mut Map<String, Json>) {
    for (name, expr) in [("count_expression", count), ("for_each_expression", for_each)] {
        let shown = expr.map(expression).filter(|shown| *shown != json!({}));
        out.extend(shown.map(|shown| (name.to_owned(), shown)));
    }
}

fn call(parent: &Module, name: &str, block: &ModuleCallBlock, providers: &Providers) -> Json {
    let mut out = Map::new();
    out.insert("source".into(), (*block.source).into());
    let inputs: Map<String, Json> =
        block.inputs.iter().map(|(name, expr)| (name.to_string(), expression(expr))).collect();
    if !inputs.is_empty() {
        out.insert("expressions".into(), Json::Object(inputs));
    }
    repetition(block.count.as_ref(), block.for_each.as_ref(), &mut out);
    if let Some(child) = parent.children.get(name) {
        out.insert("module".into(), module(child, providers));
    }
    if let Some(version) = &block.version {
        out.insert("version_constraint".into(), (**version).into());
    }
    depends_on(&block.depends_on, &mut out);
    Json::Object(out)
}

fn resource(module: &Module, addr: &ResourceAddr, block: &ResourceBlock, providers: &Providers) -> Json {
    let provider = providers.find(&module.provider_for(&block.provider.local_name));
    let schema = provider.and_then(|provider| match addr.mode {
        iac_core::addr::ResourceMode::Data => provider.data_source_schema(&addr.ty),
        _ => provider.resource_schema(&addr.ty),
    });
    let mut out = Map::new();
    out.insert("address".into(), addr.to_string().into());
    out.insert("mode".into(), mode(addr.mode).into());
    out.insert("type".into(), (*addr.ty).into());
    out.insert("name".into(), (*addr.name).into());
    let alias = block.provider.alias.as_deref();
    // A default configuration is inherited, so its key is the root module's.
    let key = match alias {
        Some(_) => provider_key(module, &block.provider.local_name, alias),
        None => block.provider.local_name.to_string(),
    };
    out.insert("provider_config_key".into(), key.into());
    if !block.provisioners.is_empty() {
        let provisioners = block.provisioners.iter().map(|provisioner| {
            let found = body(&provisioner.body, None);
            json!({ "type": &*provisioner.ty, "expressions": found })
        });
        out.insert("provisioners".into(), provisioners.collect());
    }
    let expressions = body(&block.body, schema.as_ref().map(|schema| &schema.block));
    if expressions.as_object().is_some_and(|found| !found.is_empty()) {
        out.insert("expressions".into(), expressions);
    }
    out.insert("schema_version".into(), schema.map_or(0, |schema| schema.version).into());
    repetition(block.count.as_ref(), block.for_each.as_ref(), &mut out);
    depends_on(&block.depends_on, &mut out);
    Json::Object(out)
}

/// Arguments and nested blocks. Bodies in JSON syntax and `dynamic` blocks are left out: they have no such form.
fn body(config: &ConfigBody, schema: Option<&BlockSchema>) -> Json {
    match config {
        ConfigBody::Native(native) => native_body(native, schema),
        ConfigBody::Merged(base, _) => body(base, schema),
        ConfigBody::Json(_) => Json::Object(Map::new()),
    }
}

fn native_body(body: &Body, schema: Option<&BlockSchema>) -> Json {
    let attributes = body.attributes.iter().map(|(name, attribute)| (name.to_string(), expression(&attribute.expr)));
    let mut out: Map<String, Json> = attributes.collect();
    for block in body.blocks.iter().filter(|block| &*block.ty != "dynamic") {
        let nested = schema.and_then(|schema| schema.blocks.get(&block.ty));
        let content = native_body(&block.body, nested.map(|nested| &nested.block));
        match (nested.map(|nested| nested.nesting), block.labels.first()) {
            (Some(Nesting::Single | Nesting::Group), _) => drop(out.insert(block.ty.to_string(), content)),
            (Some(Nesting::Map), Some((label, _))) => {
                let entry = out.entry(block.ty.to_string()).or_insert_with(|| Json::Object(Map::new()));
                entry[&**label] = content;
            }
            _ => {
                let entry = out.entry(block.ty.to_string()).or_insert_with(|| Json::Array(Vec::new()));
                if let Json::Array(items) = entry {
                    items.push(content);
                }
            }
        }
    }
    Json::Object(out)
}

fn expression(expr: &Expr) -> Json {
    if is_constant(expr) {
        let (value, diags) = expr.eval(&EmptyScope);
        if !diags.has_errors() && value.is_wholly_known() {
            return json!({ "constant_value": to_json(&value) });
        }
        return json!({});
    }
    let mut found: Vec<String> = Vec::new();
    for name in expr.references().into_iter().flat_map(names) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    if found.is_empty() { json!({}) } else { json!({ "references": found }) }
}

/// Whether nothing but literals and operators make up an expression; a function call does not count as constant.
fn is_constant(expr: &Expr) -> bool {
    match expr.kind() {
        ExprKind::Literal(_) => true,
        ExprKind::Tuple(items) => items.iter().all(is_constant),
        ExprKind::Object(entries) => entries.iter().all(|(key, value)| is_constant(key) && is_constant(value)),
        ExprKind::Binary(_, left, right) => is_constant(left) && is_constant(right),
        ExprKind::Unary(_, operand) | ExprKind::Attribute(operand, _) => is_constant(operand),
        ExprKind::Index(operand, key, _) => is_constant(operand) && is_constant(key),
        ExprKind::Conditional(condition, then, otherwise) => {
            is_constant(condition) && is_constant(then) && is_constant(otherwise)
        }
        ExprKind::Template(parts) => parts.iter().all(|part| match part {
            TemplateNode::Literal(_) => true,
            TemplateNode::Interpolation(expr) => is_constant(expr),
            _ => false,
        }),
        _ => false,
    }
}

/// A reference as written and every shorter form of it, longest first.
fn names(reference: &Reference) -> Vec<String> {
    let (mut text, shortest) = match &reference.subject {
        Subject::Variable(name) => return vec![format!("var.{name}")],
        Subject::Local(name) => return vec![format!("local.{name}")],
        Subject::EachKey => return vec!["each.key".into()],
        Subject::EachValue => return vec!["each.value".into()],
        Subject::CountIndex => return vec!["count.index".into()],
        Subject::This => return vec!["self".into()],
        Subject::Path(PathKind::Module) => return vec!["path.module".into()],
        Subject::Path(PathKind::Root) => return vec!["path.root".into()],
        Subject::Path(PathKind::Cwd) => return vec!["path.cwd".into()],
        Subject::Terraform(name) => return vec![format!("terraform.{name}")],
        Subject::Run(name) => return vec![format!("run.{name}")],
        Subject::ModuleCall(name) => (format!("module.{name}"), false),
        Subject::Resource(addr) => (addr.to_string(), true),
    };
    let mut found = Vec::new();
    if let Some(key) = &reference.key {
        let Some(key) = literal_key(key) else { return vec![text] };
        if shortest {
            found.push(text.clone());
        }
        text.push_str(&key);
    }
    found.push(text.clone());
    // Of a module only the output counts.
    let depth = if shortest { usize::MAX } else { 1 };
    for step in reference.steps.iter().take(depth) {
        match step {
            RefStep::Attribute(name, _) => text.push_str(&format!(".{name}")),
            RefStep::Index(key, _) => match literal_key(key) {
                Some(key) => text.push_str(&key),
                None => break,
            },
        }
        found.push(text.clone());
    }
    found.reverse();
    found
}

fn literal_key(key: &Expr) -> Option<String> {
    let ExprKind::Literal(value) = key.kind() else { return None };
    value.as_str().map(|text| format!("[{text:?}]")).or_else(|| value.as_number().map(|number| format!("[{number}]")))
}
