//! Planning one instance of a `resource` block: refresh, evaluate, propose, compare.

use super::ignore::apply_ignore_changes;
use super::triggers::instance_key;
use super::{BlockContext, Planner};
use crate::change::{ActionReason, Change, ReplaceBecause, ReplaceOrder, ResourceChange};
use crate::eval::{CheckKind, CheckReport, InstanceScope, Repeated, evaluate_conditions};
use crate::graph::Target;
use crate::objects::{blank_object, decode_object, display_id, encode_object, same_marks};
use crate::options::PlanMode;
use iac_core::addr::{AbsResourceInstanceAddr, InstanceKey};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Marks, Path, Value};
use iac_lang::eval::decode_body;
use iac_lang::expr::Expr;
use iac_lang::refs::Subject;
use iac_provider::planning::propose;
use iac_provider::{ImportRequest, PlanRequest, PlanResponse, ReadRequest, contract};
use iac_state::{ObjectState, ObjectStatus};
use std::sync::Arc;

/// The current object of an instance, after import and refresh.
pub(crate) struct Current {
    /// Its value with marks; `None` if there is none (any more).
    pub value: Option<Value>,
    pub private: Vec<u8>,
    pub tainted: bool,
    pub importing: Option<Arc<str>>,
}

/// A configuration without its marks, and where they were.
pub(crate) struct Configured {
    pub value: Value,
    pub marks: Vec<(Path, Marks)>,
}

impl<'p> Planner<'p> {
    /// Plans an instance; whether that failed.
    pub(crate) async fn managed_instance(
        &self,
        context: &BlockContext<'p>,
        addr: AbsResourceInstanceAddr,
        repeated: &Repeated,
    ) -> bool {
        let mut diags = Diagnostics::new();
        let planned = self.plan_managed(context, &addr, repeated, &mut diags).await;
        self.report(diags) || planned.is_none()
    }

    async fn plan_managed(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        repeated: &Repeated,
        diags: &mut Diagnostics,
    ) -> Option<()> {
        let current = self.current_object(context, addr, diags).await?;
        if self.options.mode != PlanMode::Normal {
            if let Some(value) = current.value {
                context.cell.set(addr.key.clone(), value);
            }
            return Some(());
        }
        let scope = InstanceScope::new(&self.world, &context.module).repeated(repeated.clone());
        let mut report = self.preconditions(context, &scope, diags)?;
        let configured = configure(context, addr, &scope, diags)?;
        let change = self.compare(context, addr, &scope, current, &configured, diags)?;
        if let Some(planned) = change.change.planned() {
            context.cell.set(addr.key.clone(), planned.clone());
        }
        if !change.change.is_noop() {
            self.remember_keyed(context, addr, &scope);
        }
        let postconditions = &context.block.lifecycle.postconditions;
        if let (false, Some(planned)) = (postconditions.is_empty(), change.change.planned()) {
            let scope = scope.with_self(planned.clone());
            let sources = &self.world.config.sources;
            report.merge(evaluate_conditions(CheckKind::ResourcePostcondition, postconditions, &scope, sources, diags));
        }
        if change.change.is_noop() && report.status() == "unknown" {
            self.remember_keyed(
                context,
                addr,
                &InstanceScope::new(&self.world, &context.module).repeated(repeated.clone()),
            );
            self.found.write().recheck.insert(addr.clone());
        }
        self.record(change);
        self.record_conditions(context, addr, report);
        Some(())
    }

    /// Evaluates the preconditions of an instance; `None` if one fails.
    pub(crate) fn preconditions(
        &self,
        context: &BlockContext<'p>,
        scope: &InstanceScope<'_, 'p>,
        diags: &mut Diagnostics,
    ) -> Option<CheckReport> {
        let preconditions = &context.block.lifecycle.preconditions;
        let sources = &self.world.config.sources;
        let report = evaluate_conditions(CheckKind::ResourcePrecondition, preconditions, scope, sources, diags);
        (!diags.has_errors()).then_some(report)
    }

    /// Keeps the results of an instance's conditions, if it has any.
    pub(crate) fn record_conditions(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        report: CheckReport,
    ) {
        let lifecycle = &context.block.lifecycle;
        if !lifecycle.preconditions.is_empty() || !lifecycle.postconditions.is_empty() {
            self.found.write().reports.resource(addr, report);
        }
    }

    /// The object as it is now: from state or import, refreshed. Differences are kept as drift and in the refreshed state.
    async fn current_object(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        diags: &mut Diagnostics,
    ) -> Option<Current> {
        let Some(object) = self.prior.object(addr) else {
            return match context.imports.get(addr) {
                Some(id) => self.import_object(context, addr, id, diags).await,
                _ => Some(Current { value: None, private: Vec::new(), tainted: false, importing: None }),
            };
        };
        let value =
            decode_object(&*context.provider, &context.info, addr, object).map_err(|found| diags.extend(found)).ok()?;
        let tainted = object.status == ObjectStatus::Tainted;
        if !self.options.refresh {
            return Some(Current { value: Some(value), private: object.private.clone(), tainted, importing: None });
        }
        let (read, private) = self.read(context, addr, &value, &object.private, diags).await?;
        self.note_refresh(context, addr, object, value, read.clone(), private.clone(), diags);
        Some(Current { value: read, private, tainted, importing: None })
    }

    /// Reads an object; the outer `None` is an error, the inner one an object that is gone.
    pub(crate) async fn read(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        value: &Value,
        private: &[u8],
        diags: &mut Diagnostics,
    ) -> Option<(Option<Value>, Vec<u8>)> {
        let id = display_id(value);
        let (current_state, marks) = value.unmark_deep();
        let address = addr.to_string();
        let response = {
            let _slot = self.requests.acquire().await;
            self.events.refresh_start(addr, None, id.as_deref());
            let request =
                ReadRequest { address: &address, ty: &addr.resource.ty, current_state: &current_state, private };
            context.instance.read(request).await
        };
        let failed = response.diags.has_errors();
        diags.extend(locate(context, addr, response.diags));
        if failed {
            return None;
        }
        self.events.refresh_done(addr, None, id.as_deref());
        if response.new_state.is_null() {
            return Some((None, response.private));
        }
        let read = if marks.is_empty() { response.new_state } else { response.new_state.mark_paths(&marks) };
        Some((Some(context.info.mark(read)), response.private))
    }

    #[expect(clippy::too_many_arguments, reason = "what was stored, what was read, and where both belong")]
    fn note_refresh(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        object: &ObjectState,
        stored: Value,
        read: Option<Value>,
        private: Vec<u8>,
        diags: &mut Diagnostics,
    ) {
        let unchanged = read.as_ref().is_some_and(|read| read.same(&stored)) && private == object.private;
        if unchanged && object.schema_version == context.info.schema.version {
            return;
        }
        let refreshed = match &read {
            Some(value) => {
                let base = ObjectState { private, ..object.clone() };
                match encode_object(&context.info, addr, value, base) {
                    Ok(object) => Some(object),
                    Err(diagnostic) => return diags.push(diagnostic),
                }
            }
            None => None,
        };
        let mut found = self.found.write();
        found.state.set_object(addr, &context.provider_addr, refreshed);
        let change = match read {
            Some(read) if !read.same(&stored) => Change::Update { prior: stored, planned: read },
            Some(_) => return,
            None => Change::Delete { prior: stored },
        };
        found.drift.push(self.change(context, addr, change, Vec::new()));
    }

    async fn import_object(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        id: &Arc<str>,
        diags: &mut Diagnostics,
    ) -> Option<Current> {
        let address = addr.to_string();
        self.events.import_start(addr, id);
        let response = {
            let _slot = self.requests.acquire().await;
            context.instance.import(ImportRequest { address: &address, ty: &addr.resource.ty, id }).await
        };
        let failed = response.diags.has_errors();
        diags.extend(locate(context, addr, response.diags));
        let imported = response.imported.into_iter().find(|imported| imported.ty == addr.resource.ty);
        let Some(imported) = imported.filter(|_| !failed) else {
            if !failed {
                diags.push(nothing_to_import(addr, id));
            }
            return None;
        };
        let (value, private) = self.read(context, addr, &imported.state, &imported.private, diags).await?;
        let Some(value) = value else {
            diags.push(nothing_to_import(addr, id));
            return None;
        };
        self.events.import_done(addr, display_id(&value).as_deref().unwrap_or(id));
        let base = blank_object(private.clone(), Arc::default(), false);
        match encode_object(&context.info, addr, &value, base) {
            Ok(object) => self.found.write().state.set_object(addr, &context.provider_addr, Some(object)),
            Err(diagnostic) => {
                diags.push(diagnostic);
                return None;
            }
        }
        Some(Current { value: Some(value), private, tainted: false, importing: Some(id.clone()) })
    }

    pub(crate) fn change(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        change: Change,
        private: Vec<u8>,
    ) -> ResourceChange {
        ResourceChange {
            addr: addr.clone(),
            previous_addr: self.moved_from.get(addr).cloned(),
            deposed: None,
            provider: context.provider_addr.clone(),
            change,
            reason: None,
            importing: None,
            private,
            create_before_destroy: self.create_first.contains(&context.node),
        }
    }

    /// What must happen to make the object match its configuration.
    fn compare(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        scope: &InstanceScope<'_, 'p>,
        current: Current,
        configured: &Configured,
        diags: &mut Diagnostics,
    ) -> Option<ResourceChange> {
        let null = Value::null(context.info.ty.clone());
        let prior = current.value.as_ref().map(|value| value.unmark_deep().0);
        let base = prior.as_ref().filter(|_| !current.tainted).unwrap_or(&null);
        let response = plan_object(context, addr, base, configured, &current.private, diags)?;
        let Some(prior) = current.value else {
            let planned = mark_planned(context, response.planned_state, configured);
            return Some(self.change(context, addr, Change::Create { planned }, response.private));
        };
        let because = if current.tainted {
            Some(ReplaceBecause::Tainted)
        } else {
            self.replacement_reason(context, addr, scope, base, &response)
        };
        let importing = current.importing;
        let Some(because) = because else {
            let planned = mark_planned(context, response.planned_state, configured);
            let same = planned.same(&prior) && same_marks(&planned, &prior);
            let change = if same { Change::NoOp { value: planned } } else { Change::Update { prior, planned } };
            return Some(ResourceChange { importing, ..self.change(context, addr, change, response.private) });
        };
        if context.block.lifecycle.prevent_destroy {
            diags.push(prevented(context.block.span, addr));
            return None;
        }
        let response =
            if base.is_null() { response } else { plan_object(context, addr, &null, configured, &[], diags)? };
        let planned = mark_planned(context, response.planned_state, configured);
        let reason = match because {
            ReplaceBecause::CannotUpdate(_) => ActionReason::ReplaceBecauseCannotUpdate,
            ReplaceBecause::Tainted => ActionReason::ReplaceBecauseTainted,
            ReplaceBecause::Requested => ActionReason::ReplaceByRequest,
            ReplaceBecause::Triggered => ActionReason::ReplaceByTriggers,
        };
        let create_first = self.create_first.contains(&context.node);
        let order = if create_first { ReplaceOrder::CreateFirst } else { ReplaceOrder::DestroyFirst };
        let change = Change::Replace { prior, planned, because, order };
        let change = self.change(context, addr, change, response.private);
        Some(ResourceChange { reason: Some(reason), importing, ..change })
    }

    fn replacement_reason(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        scope: &InstanceScope<'_, 'p>,
        prior: &Value,
        response: &PlanResponse,
    ) -> Option<ReplaceBecause> {
        let planned = &response.planned_state;
        let paths: Vec<Path> = response
            .requires_replace
            .iter()
            .filter(|path| match (prior.at_path(path), planned.at_path(path)) {
                (Some(before), Some(after)) => !after.is_wholly_known() || !before.same(&after),
                (None, None) => false,
                _ => true,
            })
            .cloned()
            .collect();
        if !paths.is_empty() {
            return Some(ReplaceBecause::CannotUpdate(paths));
        }
        if self.options.replace.contains(addr) {
            return Some(ReplaceBecause::Requested);
        }
        self.is_triggered(context, scope).then_some(ReplaceBecause::Triggered)
    }

    /// Remembers which instances this one waits for, where its own `each` or `count` decides.
    pub(crate) fn remember_keyed(
        &self,
        context: &BlockContext<'p>,
        addr: &AbsResourceInstanceAddr,
        scope: &InstanceScope<'_, 'p>,
    ) {
        let mut keyed = Vec::new();
        for reference in self.graph.references_of(context.node) {
            let Target::Instance(target, key) = &reference.target else { continue };
            if !depends_on_instance(key) {
                continue;
            }
            // An instance without key stands for the whole resource, which is repeated here.
            let key = instance_key(key, scope).unwrap_or(InstanceKey::None);
            keyed.push(target.resource.clone().absolute(context.module.addr.clone()).instance(key));
        }
        if !keyed.is_empty() {
            self.found.write().keyed.insert(addr.clone(), keyed);
        }
    }
}

/// Whether an index expression gives another key in each instance of the block it stands in.
pub(crate) fn depends_on_instance(key: &Expr) -> bool {
    key.references()
        .iter()
        .any(|reference| matches!(reference.subject, Subject::EachKey | Subject::EachValue | Subject::CountIndex))
}

fn nothing_to_import(addr: &AbsResourceInstanceAddr, id: &str) -> Diagnostic {
    let detail = format!(
        "While attempting to import an existing object to {addr:?}, the provider detected that no object exists with the given id {id:?}. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use \"iac apply\" to create a new remote object for this resource.",
        addr = addr.to_string()
    );
    Diagnostic::error("Cannot import non-existent remote object", detail).on(addr)
}

pub(crate) fn prevented(span: iac_core::diag::Span, addr: &AbsResourceInstanceAddr) -> Diagnostic {
    let detail = format!(
        "Resource {addr} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option."
    );
    Diagnostic::error("Instance cannot be destroyed", detail).at(span)
}

/// Evaluates and checks the configuration of an instance.
pub(crate) fn configure(
    context: &BlockContext<'_>,
    addr: &AbsResourceInstanceAddr,
    scope: &InstanceScope<'_, '_>,
    diags: &mut Diagnostics,
) -> Option<Configured> {
    let (value, found) = decode_body(&context.block.body, &context.info.schema.block, scope);
    let broken = found.has_errors();
    diags.extend(found.into_iter().map(|diagnostic| diagnostic.on(addr)));
    if broken {
        return None;
    }
    let (value, marks) = if value.contains_marks() { value.unmark_deep() } else { (value, Vec::new()) };
    if let Some((path, _)) = marks.iter().find(|(_, marks)| marks.ephemeral) {
        let detail = format!(
            "Ephemeral values are not valid for {path:?}, because it is not a write-only attribute and must be persisted to state.",
            path = path.to_string()
        );
        let span = iac_lang::eval::decode_attribute_span(&context.block.body, path).unwrap_or(context.block.span);
        diags.push(Diagnostic::error("Invalid use of ephemeral value", detail).at(span).on(addr));
        return None;
    }
    let ty = &addr.resource.ty;
    let found = match addr.resource.mode {
        iac_core::addr::ResourceMode::Data => context.provider.validate_data_source(ty, &value),
        _ => context.provider.validate_resource(ty, &value),
    };
    let broken = found.has_errors();
    diags.extend(locate(context, addr, found));
    (!broken).then_some(Configured { value, marks })
}

/// Lets the provider plan from a prior object (or null) to the configuration.
fn plan_object(
    context: &BlockContext<'_>,
    addr: &AbsResourceInstanceAddr,
    base: &Value,
    configured: &Configured,
    private: &[u8],
    diags: &mut Diagnostics,
) -> Option<PlanResponse> {
    let block = &context.info.schema.block;
    let config_value = apply_ignore_changes(&context.block.lifecycle.ignore_changes, base, &configured.value);
    let proposed_new_state = propose(block, base, &config_value);
    let request = PlanRequest {
        ty: &addr.resource.ty,
        prior_state: base,
        proposed_new_state: &proposed_new_state,
        config_value: &config_value,
        private,
    };
    let mut response = context.instance.plan(&request);
    let found = std::mem::take(&mut response.diags);
    let mut broken = found.has_errors();
    diags.extend(locate(context, addr, found));
    if !broken {
        let found = contract::check_plan(&addr.to_string(), block, base, &config_value, &response.planned_state);
        broken = found.has_errors();
        diags.extend(locate(context, addr, found));
    }
    (!broken).then_some(response)
}

fn mark_planned(context: &BlockContext<'_>, planned: Value, configured: &Configured) -> Value {
    let planned = if configured.marks.is_empty() { planned } else { planned.mark_paths(&configured.marks) };
    context.info.mark(planned)
}

/// Points a provider's messages at the configuration they are about.
pub(crate) fn locate(context: &BlockContext<'_>, addr: &AbsResourceInstanceAddr, diags: Diagnostics) -> Diagnostics {
    diags
        .into_iter()
        .map(|mut diagnostic| {
            if diagnostic.subject.is_none() {
                let written = diagnostic
                    .path
                    .as_ref()
                    .and_then(|path| iac_lang::eval::decode_attribute_span(&context.block.body, path));
                diagnostic.subject = written.or(Some(context.block.span));
            }
            if diagnostic.address.is_none() { diagnostic.on(addr) } else { diagnostic }
        })
        .collect()
}
