//! The files of one module directory, put together: primary files first, override files merged over them, then each
//! block decoded once.

use super::check::check;
use super::content::{Schema, content, partial_content};
use super::context::DecodeCtx;
use super::module_call::module_call;
use super::moved::{import, moved, removed};
use super::output::{local, local_attributes, output};
use super::provider::{provider, provider_name};
use super::raw::{RawAttribute, RawBlock, RawBody};
use super::resource::resource;
use super::terraform::TerraformBlocks;
use super::variable::variable;
use crate::config::Module;
use iac_core::addr::ResourceMode;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const TOP_LEVEL: Schema = Schema {
    attributes: &[],
    blocks: &[
        ("terraform", &[]),
        ("provider", &["name"]),
        ("variable", &["name"]),
        ("locals", &[]),
        ("output", &["name"]),
        ("module", &["name"]),
        ("resource", &["type", "name"]),
        ("data", &["type", "name"]),
        ("ephemeral", &["type", "name"]),
        ("action", &["type", "name"]),
        ("moved", &[]),
        ("removed", &[]),
        ("import", &[]),
        ("check", &["name"]),
    ],
};

const DEPENDS_ON: Schema = Schema { attributes: &[("depends_on", false)], blocks: &[] };

/// The content of one configuration file.
pub(in crate::config) struct ModuleFile<'a> {
    /// Its top level.
    pub body: RawBody<'a>,
    /// Whether its blocks are merged over those of other files.
    pub is_override: bool,
}

/// What tells the blocks of one type apart: type, labels, and the alias of a provider.
type BlockKey = (Arc<str>, Vec<Arc<str>>);

/// The blocks of a module before they are decoded.
#[derive(Default)]
struct Collected<'a> {
    blocks: Vec<RawBlock<'a>>,
    by_key: HashMap<BlockKey, usize>,
    /// Blocks declared a second time: decoded for their own errors only.
    surplus: Vec<RawBlock<'a>>,
    locals: BTreeMap<Arc<str>, RawAttribute<'a>>,
    terraform: TerraformBlocks,
}

/// Decodes the files of a module directory.
pub(in crate::config) fn decode_module(files: &[ModuleFile<'_>], ctx: &mut DecodeCtx<'_>) -> Module {
    let mut collected = Collected::default();
    for file in files.iter().filter(|file| !file.is_override) {
        for block in content(&file.body, &TOP_LEVEL, ctx).blocks {
            collected.add(block, ctx);
        }
    }
    for file in files.iter().filter(|file| file.is_override) {
        for block in content(&file.body, &TOP_LEVEL, ctx).blocks {
            collected.overlay(block, ctx);
        }
    }
    collected.decode(ctx)
}

fn key(block: &RawBlock<'_>, ctx: &DecodeCtx<'_>) -> Option<BlockKey> {
    let mut names: Vec<Arc<str>> = match &*block.ty {
        "variable" | "output" | "module" | "check" | "resource" | "data" | "ephemeral" => {
            block.labels.iter().map(|(label, _)| label.clone()).collect()
        }
        "provider" => Vec::new(),
        _ => return None,
    };
    if &*block.ty == "provider" {
        let name = provider_name(block, ctx);
        names.push(name.local_name);
        names.extend(name.alias);
    }
    Some((block.ty.clone(), names))
}

impl<'a> Collected<'a> {
    fn add(&mut self, block: RawBlock<'a>, ctx: &mut DecodeCtx<'_>) {
        match &*block.ty {
            "terraform" => self.terraform.add(&block, ctx),
            "locals" => self.add_locals(&block, ctx),
            _ => {
                if let Some(key) = key(&block, ctx) {
                    if let Some(known) = self.by_key.get(&key) {
                        duplicate(&self.blocks[*known], &block, &key, ctx);
                        self.surplus.push(block);
                        return;
                    }
                    self.by_key.insert(key, self.blocks.len());
                }
                self.blocks.push(block);
            }
        }
    }

    fn add_locals(&mut self, block: &RawBlock<'a>, ctx: &mut DecodeCtx<'_>) {
        for attribute in local_attributes(block, ctx) {
            if let Some(known) = self.locals.get(&attribute.name) {
                let place = ctx.place(known.span);
                let detail = format!("There is a local value named {:?} already, at {place}.", attribute.name);
                ctx.error("Duplicate local value definition", detail, attribute.span);
            } else {
                self.locals.insert(attribute.name.clone(), attribute);
            }
        }
    }

    fn overlay(&mut self, block: RawBlock<'a>, ctx: &mut DecodeCtx<'_>) {
        match &*block.ty {
            "terraform" => self.terraform.overlay(&block, ctx),
            "locals" => self.overlay_locals(&block, ctx),
            "check" => refuse_override("Can't override check blocks", &block, ctx),
            "moved" | "import" | "removed" => {
                refuse_override(&format!("Cannot override '{}' blocks", block.ty), &block, ctx);
            }
            _ => self.overlay_block(block, ctx),
        }
    }

    fn overlay_locals(&mut self, block: &RawBlock<'a>, ctx: &mut DecodeCtx<'_>) {
        for attribute in local_attributes(block, ctx) {
            if self.locals.contains_key(&attribute.name) {
                self.locals.insert(attribute.name.clone(), attribute);
            } else {
                let detail = format!("There is no local value named {:?} that this could override.", attribute.name);
                ctx.error("Missing base local value definition to override", detail, attribute.name_span);
            }
        }
    }

    fn overlay_block(&mut self, block: RawBlock<'a>, ctx: &mut DecodeCtx<'_>) {
        let known = key(&block, ctx).and_then(|key| self.by_key.get(&key).copied());
        let Some(known) = known else {
            // A provider configuration may come from an override file alone.
            if &*block.ty == "provider" {
                self.add(block, ctx);
            } else {
                missing_base(&block, ctx);
            }
            return;
        };
        if let Some(attribute) = partial_content(&block.body, &DEPENDS_ON, ctx).attribute("depends_on") {
            ctx.error("Unsupported override", "depends_on cannot be overridden.", attribute.span);
        }
        self.blocks[known].body.overlay(&block.body);
    }

    fn decode(self, ctx: &mut DecodeCtx<'_>) -> Module {
        let mut module = Module::default();
        for attribute in self.locals.values() {
            let (name, def) = local(attribute, ctx);
            module.locals.insert(name, def);
        }
        for block in &self.blocks {
            decode_block(block, &mut module, ctx);
        }
        let mut discarded = Module::default();
        for block in &self.surplus {
            decode_block(block, &mut discarded, ctx);
        }
        duplicate_imports(&module, ctx);
        (module.settings, module.required_providers) = self.terraform.finish(ctx);
        module
    }
}

fn decode_block(block: &RawBlock<'_>, module: &mut Module, ctx: &mut DecodeCtx<'_>) {
    let mode = match &*block.ty {
        "resource" => Some(ResourceMode::Managed),
        "data" => Some(ResourceMode::Data),
        "ephemeral" => Some(ResourceMode::Ephemeral),
        _ => None,
    };
    if let Some(mode) = mode {
        let decoded = resource(block, mode, ctx);
        module.resources.insert(decoded.addr.clone(), decoded);
        return;
    }
    match &*block.ty {
        "variable" => {
            let decoded = variable(block, ctx);
            module.variables.insert(decoded.name.clone(), decoded);
        }
        "output" => {
            let decoded = output(block, ctx);
            module.outputs.insert(block.label(0), decoded);
        }
        "module" => {
            let decoded = module_call(block, ctx);
            module.module_calls.insert(decoded.name.clone(), decoded);
        }
        "provider" => {
            let decoded = provider(block, ctx);
            let name = decoded.name.clone();
            module.providers.insert((name.local_name, name.alias), decoded);
        }
        "moved" => module.moved.extend(moved(block, ctx)),
        "removed" => module.removed.extend(removed(block, ctx)),
        "import" => module.imports.extend(import(block, ctx)),
        "check" => decode_check(block, module, ctx),
        _ => ctx.error(
            "Actions are not supported",
            "action blocks are not supported by iac yet. Remove the block to go on without the action.",
            block.header,
        ),
    }
}

fn decode_check(block: &RawBlock<'_>, module: &mut Module, ctx: &mut DecodeCtx<'_>) {
    let (decoded, data) = check(block, ctx);
    if let Some(data) = data {
        if let Some(known) = module.resources.get(&data.addr) {
            let place = ctx.place(known.span);
            let detail =
                format!("There is a {} data resource named {:?} already, at {place}.", data.addr.ty, data.addr.name);
            ctx.error(format!("Duplicate data {:?} configuration", data.addr.ty), detail, data.span);
        } else {
            module.resources.insert(data.addr.clone(), data);
        }
    }
    module.checks.insert(block.label(0), decoded);
}

fn refuse_override(summary: &str, block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) {
    let detail = format!("Blocks of type {:?} are possible in ordinary files only, not in override files.", block.ty);
    ctx.error(summary, detail, block.header);
}

fn missing_base(block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) {
    let summary = match &*block.ty {
        "variable" => "Missing base variable declaration to override",
        "output" => "Missing base output definition to override",
        "module" => "Missing module call to override",
        "data" => "Missing data resource to override",
        "ephemeral" => "Missing ephemeral resource to override",
        _ => "Missing resource to override",
    };
    let names: Vec<String> = block.labels.iter().map(|(label, _)| format!("{label:?}")).collect();
    let detail = format!("There is no {} {} in an ordinary file that this could override.", block.ty, names.join(" "));
    ctx.error(summary, detail, block.header);
}

fn duplicate(known: &RawBlock<'_>, block: &RawBlock<'_>, key: &BlockKey, ctx: &mut DecodeCtx<'_>) {
    let place = ctx.place(known.header);
    let label = block.label(0);
    let (summary, what) = match &*block.ty {
        "variable" => ("Duplicate variable declaration".to_owned(), format!("a variable named {label:?}")),
        "output" => ("Duplicate output definition".to_owned(), format!("an output named {label:?}")),
        "module" => ("Duplicate module call".to_owned(), format!("a module call named {label:?}")),
        "check" => (format!("Duplicate check {label:?} configuration"), format!("a check block named {label:?}")),
        "provider" => (
            "Duplicate provider configuration".to_owned(),
            match key.1.get(1) {
                Some(alias) => format!("a configuration of {label:?} with the alias {alias:?}"),
                None => format!("a configuration of {label:?} without an alias"),
            },
        ),
        ty => (format!("Duplicate {ty} {label:?} configuration"), format!("a {label} named {:?}", block.label(1))),
    };
    ctx.error(summary, format!("There is {what} already, at {place}. Each can be declared once only."), block.header);
}

fn duplicate_imports(module: &Module, ctx: &mut DecodeCtx<'_>) {
    let mut known = HashMap::new();
    for import in &module.imports {
        let target = ctx.sources.text(import.to.span()).trim_matches('"').to_owned();
        match known.get(&target) {
            None => {
                known.insert(target, import.span);
            }
            Some(first) => {
                let place = ctx.place(*first);
                let detail = format!("{target} is imported already, at {place}. A resource can be imported once only.");
                ctx.error(format!("Duplicate import configuration for {target:?}"), detail, import.to.span());
            }
        }
    }
}
