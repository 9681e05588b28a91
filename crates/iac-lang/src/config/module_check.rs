//! Checks of module calls against the modules they call: inputs, provider configurations, and what only a root module may
//! contain.

use super::decode::DecodeCtx;
use super::{Module, ModuleCallBlock, ProviderBlock, ProviderRef};
use crate::expr::suggest::did_you_mean;
use iac_core::diag::{Diagnostics, Sources};

/// Checks every call in a tree of modules.
pub(super) fn check_module_calls(root: &Module, sources: &Sources, diags: &mut Diagnostics) {
    let mut ctx = DecodeCtx::new(sources);
    check_provider_uses(root, &mut ctx);
    check_below(root, None, &mut ctx);
    check_root_outputs(root, &mut ctx);
    diags.extend(ctx.diags);
}

/// `repeated` is why modules here cannot configure providers: the call, somewhere above, that repeats or waits.
fn check_below<'m>(module: &'m Module, repeated: Option<&'m ModuleCallBlock>, ctx: &mut DecodeCtx<'_>) {
    for (name, child) in &module.children {
        let call = &module.module_calls[name];
        check_inputs(call, child, ctx);
        check_passed_providers(module, call, child, ctx);
        check_root_only(child, ctx);
        check_provider_uses(child, ctx);
        let repeats = call.count.is_some() || call.for_each.is_some() || !call.depends_on.is_empty();
        let repeated = if repeats { Some(call) } else { repeated };
        if let Some(above) = repeated
            && child.providers.values().any(|provider| !is_proxy(provider))
        {
            let place = above
                .count
                .as_ref()
                .or(above.for_each.as_ref())
                .map(crate::expr::Expr::span)
                .or_else(|| above.depends_on.first().map(|reference| reference.span));
            let detail = format!(
                "{} configures providers in provider blocks of its own. Such a module cannot be called with count, for_each or \
                 depends_on. Pass provider configurations to it instead.",
                child.addr
            );
            ctx.error(
                "Module is incompatible with count, for_each, and depends_on",
                detail,
                place.unwrap_or(above.span),
            );
        }
        check_below(child, repeated, ctx);
    }
}

/// Whether a provider block is empty: the old way to say that the caller passes a configuration.
fn is_proxy(provider: &ProviderBlock) -> bool {
    match &provider.body {
        super::ConfigBody::Native(body) => body.attributes.is_empty() && body.blocks.is_empty(),
        super::ConfigBody::Json(node) => match &node.kind {
            iac_hcl::json::NodeKind::Object(members) => members.is_empty(),
            _ => false,
        },
        super::ConfigBody::Merged(..) => false,
    }
}

fn check_inputs(call: &ModuleCallBlock, child: &Module, ctx: &mut DecodeCtx<'_>) {
    for (name, span) in &call.input_spans {
        if !child.variables.contains_key(name) {
            let hint = did_you_mean(name, child.variables.keys().map(|known| &**known));
            ctx.error("Unsupported argument", format!("The module has no input variable named {name:?}.{hint}"), *span);
        }
    }
    for variable in child.variables.values() {
        if variable.default.is_none() && !call.inputs.contains_key(&variable.name) {
            ctx.error(
                "Missing required argument",
                format!("The argument {:?} must be set here, but it is not.", variable.name),
                call.span,
            );
        }
    }
}

fn check_root_only(child: &Module, ctx: &mut DecodeCtx<'_>) {
    for import in &child.imports {
        let detail = format!("{} has an import block. Import blocks are possible in the root module only.", child.addr);
        ctx.error("Invalid import configuration", detail, import.span);
    }
    let state =
        [("Backend", child.settings.backend.as_ref().map(|backend| backend.span)), ("Cloud", child.settings.cloud)];
    for (what, span) in state {
        if let Some(span) = span {
            ctx.warning(
                format!("{what} configuration ignored"),
                "State is stored for the whole configuration, as the root module says. The block has no effect in a module \
                 that is called.",
                span,
            );
        }
    }
}

fn check_root_outputs(root: &Module, ctx: &mut DecodeCtx<'_>) {
    for output in root.outputs.values().filter(|output| output.ephemeral) {
        let detail = "An output of the root module is stored, so that it cannot be ephemeral.";
        ctx.error("Ephemeral output not allowed", detail, output.span);
    }
}

/// Whether a module has a configuration of that name: a block, or one its caller must pass.
fn has_configuration(module: &Module, name: &ProviderRef) -> bool {
    let Some(alias) = &name.alias else { return true };
    let required = module.required_providers.get(&name.local_name);
    module.providers.contains_key(&(name.local_name.clone(), Some(alias.clone())))
        || required.is_some_and(|required| required.configuration_aliases.contains(alias))
}

fn written(name: &ProviderRef) -> String {
    match &name.alias {
        Some(alias) => format!("{}.{alias}", name.local_name),
        None => name.local_name.to_string(),
    }
}

fn place_of(module: &Module) -> String {
    if module.addr.is_root() { "the root module".into() } else { module.addr.to_string() }
}

fn check_passed_providers(module: &Module, call: &ModuleCallBlock, child: &Module, ctx: &mut DecodeCtx<'_>) {
    for (inner, outer) in &call.providers {
        check_passed(module, call, child, inner, outer, ctx);
    }
    for (local_name, required) in &child.required_providers {
        for alias in &required.configuration_aliases {
            let wanted = ProviderRef { local_name: local_name.clone(), alias: Some(alias.clone()) };
            if !call.providers.iter().any(|(inner, _)| *inner == wanted) {
                let name = written(&wanted);
                let detail = format!(
                    "{} needs a configuration of {} under the name {name}. Pass one in the argument \"providers\" of the \
                     module block, as in providers = {{ {name} = {local_name} }}.",
                    child.addr, required.source
                );
                ctx.error("Missing required provider configuration", detail, call.span);
            }
        }
    }
}

fn check_passed(
    module: &Module,
    call: &ModuleCallBlock,
    child: &Module,
    inner: &ProviderRef,
    outer: &ProviderRef,
    ctx: &mut DecodeCtx<'_>,
) {
    if !has_configuration(module, outer) {
        let detail = format!("There is no provider configuration {} in {}.", written(outer), place_of(module));
        ctx.error("Reference to undefined provider", detail, call.span);
    }
    let key = (inner.local_name.clone(), inner.alias.clone());
    let own = child.providers.get(&key);
    if own.is_some_and(|own| !is_proxy(own)) {
        let detail = format!(
            "{} configures {} itself, so that it cannot take a configuration from its caller.",
            child.addr,
            written(inner)
        );
        ctx.error("Cannot override provider configuration", detail, call.span);
    }
    if own.is_none() && !has_configuration(child, inner) {
        let detail = format!(
            "{} does not say that it takes a provider configuration {}. Add it to configuration_aliases there.",
            child.addr,
            written(inner)
        );
        ctx.error("Reference to undefined provider", detail, call.span);
    }
    let (wanted, given) = (child.provider_for(&inner.local_name), module.provider_for(&outer.local_name));
    if wanted != given {
        let detail = format!(
            "{} stands for {given} in {}, but {} stands for {wanted} in {}.",
            outer.local_name,
            place_of(module),
            inner.local_name,
            child.addr
        );
        ctx.error("Provider type mismatch", detail, call.span);
    }
}

/// Provider configurations that resources and import blocks name must be there.
fn check_provider_uses(module: &Module, ctx: &mut DecodeCtx<'_>) {
    for resource in module.resources.values() {
        if let Some(span) = resource.provider_span
            && !has_configuration(module, &resource.provider)
        {
            let name = written(&resource.provider);
            let detail = format!(
                "{} uses the provider configuration {name}, but {} has no such provider block{}.",
                resource.addr,
                place_of(module),
                if module.addr.is_root() { "" } else { " and does not take one from its caller" }
            );
            ctx.error("Provider configuration not present", detail, span);
        }
    }
}
