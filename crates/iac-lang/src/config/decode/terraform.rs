//! `terraform` blocks.

use super::constant::text;
use super::content::{Schema, content};
use super::context::DecodeCtx;
use super::raw::{RawBlock, RawBody};
use super::remainder::whole_body;
use super::required_providers::required_providers;
use super::static_syntax::static_list;
use crate::config::version::check_constraint;
use crate::config::{BackendBlock, RequiredProvider, Settings};
use iac_core::diag::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

const TERRAFORM: Schema = Schema {
    attributes: &[("required_version", false), ("experiments", false), ("language", false)],
    blocks: &[
        ("backend", &["type"]),
        ("cloud", &[]),
        ("required_providers", &[]),
        ("provider_meta", &["provider"]),
        ("state_store", &["type"]),
    ],
};

/// The summary of the warning that `provider_meta` has no effect.
pub(in crate::config) const PROVIDER_META_IGNORED: &str = "Provider metadata is ignored";

/// The one edition of the language there is so far.
const EDITION: &str = "TF2021";

/// The `terraform` blocks of a module, put together.
#[derive(Default)]
pub(in crate::config) struct TerraformBlocks {
    /// What they say.
    pub settings: Settings,
    /// `required_providers` by local name.
    pub required_providers: BTreeMap<Arc<str>, RequiredProvider>,
    provider_blocks: Option<Span>,
    metas: BTreeMap<Arc<str>, Span>,
}

impl TerraformBlocks {
    /// Adds a block of a primary file.
    pub fn add(&mut self, block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) {
        self.read(&block.body, false, ctx);
    }

    /// Adds a block of an override file: it replaces what it names.
    pub fn overlay(&mut self, block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) {
        self.read(&block.body, true, ctx);
    }

    fn read(&mut self, body: &RawBody<'_>, overrides: bool, ctx: &mut DecodeCtx<'_>) {
        let found = content(body, &TERRAFORM, ctx);
        if let Some(attribute) = found.attribute("required_version")
            && let Some(version) = text(Some(attribute), ctx)
        {
            let span = attribute.expr.span();
            check_constraint(&version, span, &mut ctx.diags);
            if overrides {
                self.settings.required_version.clear();
            }
            self.settings.required_version.push((version, span));
        }
        if let Some(attribute) = found.attribute("language")
            && attribute.expr.keyword().is_none_or(|word| &*word != EDITION)
        {
            let detail =
                format!("The only edition of the language is {EDITION}, which is the default, written without quotes.");
            ctx.error("Invalid language edition", detail, attribute.expr.span());
        }
        if let Some(attribute) = found.attribute("experiments")
            && !static_list(attribute.expr, ctx).is_empty()
        {
            let detail = "There are no experimental features of the language here. Remove the argument.";
            ctx.error("Module uses experimental features", detail, attribute.name_span);
        }
        for block in &found.blocks {
            match &*block.ty {
                "backend" => self.backend(block, overrides, ctx),
                "cloud" => self.cloud(block, overrides, ctx),
                "required_providers" => self.providers(block, overrides, ctx),
                "provider_meta" => self.provider_meta(block, ctx),
                _ => {
                    let detail = "Pluggable state storage is not supported by iac yet. Use a backend block.";
                    ctx.error("Unsupported block type", detail, block.ty_span);
                }
            }
        }
    }

    fn backend(&mut self, block: &RawBlock<'_>, overrides: bool, ctx: &mut DecodeCtx<'_>) {
        if overrides {
            self.settings.cloud = None;
        } else if let Some(known) = &self.settings.backend {
            let place = ctx.place(known.span);
            let detail = format!("A module has one 'backend' block at most, and there is one at {place}.");
            ctx.error("Duplicate 'backend' configuration block", detail, block.header);
            return;
        }
        self.settings.backend =
            Some(BackendBlock { ty: block.label(0), body: whole_body(&block.body, ctx), span: block.header });
    }

    fn cloud(&mut self, block: &RawBlock<'_>, overrides: bool, ctx: &mut DecodeCtx<'_>) {
        if overrides {
            self.settings.backend = None;
        } else if let Some(known) = self.settings.cloud {
            let place = ctx.place(known);
            let detail = format!("A module has one 'cloud' block at most, and there is one at {place}.");
            ctx.error("Duplicate HCP Terraform configurations", detail, block.header);
            return;
        }
        self.settings.cloud = Some(block.header);
    }

    fn providers(&mut self, block: &RawBlock<'_>, overrides: bool, ctx: &mut DecodeCtx<'_>) {
        match self.provider_blocks {
            Some(known) if !overrides => {
                let place = ctx.place(known);
                let detail = format!("A module has one required_providers block at most, and there is one at {place}.");
                ctx.error("Duplicate required providers configuration", detail, block.header);
            }
            _ => {
                self.provider_blocks = Some(block.header);
                self.required_providers.extend(required_providers(block, ctx));
            }
        }
    }

    fn provider_meta(&mut self, block: &RawBlock<'_>, ctx: &mut DecodeCtx<'_>) {
        let provider = block.label(0);
        if let Some(known) = self.metas.get(&provider) {
            let place = ctx.place(*known);
            let detail = format!("There is a provider_meta block for {provider:?} already, at {place}.");
            ctx.error("Duplicate provider_meta block", detail, block.header);
            return;
        }
        ctx.warning(
            PROVIDER_META_IGNORED,
            "provider_meta blocks are not supported by iac yet. The compiled-in providers have no use for them, so the block \
             has no effect.",
            block.header,
        );
        self.metas.insert(provider, block.header);
    }

    /// Reports what only the whole module shows.
    pub fn finish(self, ctx: &mut DecodeCtx<'_>) -> (Settings, BTreeMap<Arc<str>, RequiredProvider>) {
        if let (Some(cloud), Some(backend)) = (self.settings.cloud, &self.settings.backend) {
            let place = ctx.place(cloud);
            ctx.error(
                "Conflicting 'cloud' and 'backend' configuration blocks are present",
                format!(
                    "State is stored either by a 'backend' or by the 'cloud' block (at {place}): remove one of the two."
                ),
                backend.span,
            );
        }
        (self.settings, self.required_providers)
    }
}
