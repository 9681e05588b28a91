//! Creating an object, and changing one in place.

use super::Executor;
use super::conformity::{first_breach, tolerated};
use super::progress::with_progress;
use crate::change::{Change, ReplaceOrder, ResourceChange};
use crate::clock;
use crate::eval::{CheckKind, CheckReport, InstanceScope, evaluate_conditions};
use crate::events::{Operation, OperationKind};
use crate::objects::{blank_object, decode_object, display_id, encode_object};
use crate::plan::{BlockContext, apply_ignore_changes, configure, locate};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_core::value::{Marks, Path, Value};
use iac_provider::planning::propose;
use iac_provider::{ApplyRequest, ApplyResponse, PlanRequest, contract};
use iac_state::{Deposed, ObjectState, ObjectStatus};
use std::sync::Arc;
use std::time::Instant;

/// A change with everything that is known by now.
struct Prepared<'a> {
    context: BlockContext<'a>,
    change: &'a ResourceChange,
    /// The object as it is, without marks; null for a creation.
    prior_state: Value,
    /// The object as it will be, without marks.
    planned_state: Value,
    config_value: Value,
    marks: Vec<(Path, Marks)>,
    private: Vec<u8>,
    report: CheckReport,
}

impl<'a> Executor<'a> {
    /// Creates the object of a change; one that is created before its predecessor goes deposes it first.
    pub(crate) async fn create(&self, at: usize, diags: &mut Diagnostics) -> Option<()> {
        let change = self.change(at)?;
        let context = self.context(change).map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        let null = Value::null(context.info.ty.clone());
        let prepared = self.prepare(context, change, null, &[], diags)?;
        let deposed = self.depose(at, change);
        let outcome = self.apply_object(&prepared, OperationKind::Create, diags).await;
        let Some(outcome) = outcome else {
            if let Some((key, object)) = deposed {
                self.restore(at, change, &key, object);
            }
            return None;
        };
        let failed = outcome.failed;
        let mut object = outcome.object.clone();
        if failed {
            object.status = ObjectStatus::Tainted;
        }
        self.journal.set_object(&change.addr, &change.provider, Some(object.clone()));
        if failed {
            return None;
        }
        self.counts.write().added += 1;
        prepared.context.cell.set(change.addr.key.clone(), outcome.value.clone());
        if !self.create_provisioners(&prepared.context, change, &outcome.value, diags).await {
            object.status = ObjectStatus::Tainted;
            self.journal.set_object(&change.addr, &change.provider, Some(object));
            self.events.apply_errored(&outcome.operation, outcome.begun.elapsed());
            return None;
        }
        self.complete(&outcome);
        self.postconditions(prepared, outcome.value, diags)
    }

    /// Changes the object of a change in place.
    pub(crate) async fn update(&self, at: usize, diags: &mut Diagnostics) -> Option<()> {
        let change = self.change(at)?;
        let context = self.context(change).map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        let object = self.journal.with(|state| state.object(&change.addr).cloned());
        let Some(object) = object else {
            let detail = format!("{} is not in the state any more. This is a bug in iac.", change.addr);
            diags.push(Diagnostic::error("Invalid plan", detail));
            return None;
        };
        let prior = decode_object(&*context.provider, &context.info, &change.addr, &object);
        let prior = prior.map_err(|found| diags.extend(found)).ok()?;
        let prepared = self.prepare(context, change, prior.unmark_deep().0, &object.private, diags)?;
        let outcome = self.apply_object(&prepared, OperationKind::Update, diags).await?;
        let stored = ObjectState {
            status: object.status,
            identity: object.identity,
            identity_schema_version: object.identity_schema_version,
            ..outcome.object.clone()
        };
        self.journal.set_object(&change.addr, &change.provider, Some(stored));
        prepared.context.cell.set(change.addr.key.clone(), outcome.value.clone());
        if outcome.failed {
            return None;
        }
        self.complete(&outcome);
        self.counts.write().changed += 1;
        self.postconditions(prepared, outcome.value, diags)
    }

    /// Checks the conditions of an object that does not change, now that everything they look at is known.
    pub(crate) fn recheck(&self, at: usize, diags: &mut Diagnostics) -> Option<()> {
        let change = self.change(at)?;
        let context = self.context(change).map_err(|diagnostic| diags.push(diagnostic)).ok()?;
        let scope =
            InstanceScope::new(&self.world, &context.module).repeated(Self::repeated(&context, &change.addr.key));
        let (lifecycle, sources) = (&context.block.lifecycle, &self.world.config.sources);
        let kind = CheckKind::ResourcePrecondition;
        let mut report = evaluate_conditions(kind, &lifecycle.preconditions, &scope, sources, diags);
        let scope = scope.with_self(change.change.planned().cloned()?);
        let kind = CheckKind::ResourcePostcondition;
        report.merge(evaluate_conditions(kind, &lifecycle.postconditions, &scope, sources, diags));
        self.reports.write().resource(&change.addr, report);
        (!diags.has_errors()).then_some(())
    }

    /// Evaluates the configuration again with what is known by now, and lets the provider plan again from it.
    fn prepare(
        &self,
        context: BlockContext<'a>,
        change: &'a ResourceChange,
        prior_state: Value,
        private: &[u8],
        diags: &mut Diagnostics,
    ) -> Option<Prepared<'a>> {
        let addr = &change.addr;
        let scope = InstanceScope::new(&self.world, &context.module).repeated(Self::repeated(&context, &addr.key));
        let sources = &self.world.config.sources;
        let preconditions = &context.block.lifecycle.preconditions;
        let report = evaluate_conditions(CheckKind::ResourcePrecondition, preconditions, &scope, sources, diags);
        if diags.has_errors() {
            return None;
        }
        let configured = configure(&context, addr, &scope, diags)?;
        let config_value =
            apply_ignore_changes(&context.block.lifecycle.ignore_changes, &prior_state, &configured.value);
        let proposed_new_state = propose(&context.info.schema.block, &prior_state, &config_value);
        let request = PlanRequest {
            ty: &addr.resource.ty,
            prior_state: &prior_state,
            proposed_new_state: &proposed_new_state,
            config_value: &config_value,
            private,
        };
        let response = context.instance.plan(&request);
        let broken = response.diags.has_errors();
        diags.extend(locate(&context, addr, response.diags));
        if broken {
            return None;
        }
        let promised = change.change.planned().map(|planned| planned.unmark_deep().0);
        if let Some(path) = promised.and_then(|promised| first_breach(&promised, &response.planned_state)) {
            let detail = format!(
                "When expanding the plan for {addr} to include new values learned so far during apply, provider {:?} produced an invalid new value for .{path}.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.",
                change.provider.provider.to_string()
            );
            diags.push(Diagnostic::error("Provider produced inconsistent final plan", detail).at(context.block.span));
            return None;
        }
        Some(Prepared {
            planned_state: response.planned_state,
            private: response.private,
            config_value,
            marks: configured.marks,
            context,
            change,
            prior_state,
            report,
        })
    }

    /// Makes room for a replacement that is created first.
    fn depose(&self, at: usize, change: &ResourceChange) -> Option<(Deposed, ObjectState)> {
        if !matches!(change.change, Change::Replace { order: ReplaceOrder::CreateFirst, .. }) {
            return None;
        }
        let object = self.journal.with(|state| state.object(&change.addr).cloned())?;
        let key: Deposed = Arc::from(&clock::uuid()[..8]);
        self.journal.set_deposed(&change.addr, &change.provider, &key, Some(object.clone()));
        self.journal.set_object(&change.addr, &change.provider, None);
        self.deposed.write().insert(at, key.clone());
        Some((key, object))
    }

    /// Nothing came of the replacement: the deposed object is the current one again.
    fn restore(&self, at: usize, change: &ResourceChange, key: &Deposed, object: ObjectState) {
        self.journal.set_object(&change.addr, &change.provider, Some(object));
        self.journal.set_deposed(&change.addr, &change.provider, key, None);
        self.deposed.write().remove(&at);
    }

    fn object_base(&self, prepared: &Prepared<'_>, private: Vec<u8>) -> ObjectState {
        let dependencies = self.dependencies.of(self.graph, prepared.context.node);
        blank_object(private, dependencies, prepared.change.create_before_destroy)
    }

    /// Lets the provider create or change the object. `None`: nothing came of it.
    async fn apply_object(
        &self,
        prepared: &Prepared<'_>,
        kind: OperationKind,
        diags: &mut Diagnostics,
    ) -> Option<Applied> {
        let (context, change) = (&prepared.context, prepared.change);
        let id = if kind == OperationKind::Update { display_id(&prepared.prior_state) } else { None };
        let operation = Operation { addr: change.addr.clone(), kind, deposed: None, id };
        let address = change.addr.to_string();
        let begun = Instant::now();
        self.events.apply_start(&operation);
        let created = |partial: &Value| self.journal_creation(prepared, partial);
        let request = ApplyRequest {
            address: &address,
            ty: &change.addr.resource.ty,
            prior_state: &prepared.prior_state,
            planned_state: &prepared.planned_state,
            config_value: &prepared.config_value,
            private: &prepared.private,
            created: &created,
        };
        let mut response = with_progress(self.events, &operation, context.instance.apply(request)).await;
        let mut failed = response.diags.has_errors();
        diags.extend(locate(context, &change.addr, std::mem::take(&mut response.diags)));
        if !failed {
            let block = &context.info.schema.block;
            let found = contract::check_apply(&address, block, &prepared.planned_state, &response.new_state);
            let emulated = context.instance.target().is_some_and(|target| target.kind == "emulator");
            let found = if emulated { tolerated(found) } else { found };
            failed |= found.has_errors();
            diags.extend(locate(context, &change.addr, found));
        }
        let stored = self.stored(prepared, response, diags);
        if failed || stored.is_none() {
            self.events.apply_errored(&operation, begun.elapsed());
        }
        stored.map(|(value, object)| Applied { value, object, failed, operation, begun })
    }

    /// Tells that an operation succeeded: only now that its outcome is recorded, for what was told must not get lost.
    fn complete(&self, applied: &Applied) {
        let id = display_id(&applied.value);
        self.events.apply_complete(&applied.operation, applied.begun.elapsed(), id.as_deref());
    }

    /// The object as it is stored; `None` if there is none.
    fn stored(
        &self,
        prepared: &Prepared<'_>,
        response: ApplyResponse,
        diags: &mut Diagnostics,
    ) -> Option<(Value, ObjectState)> {
        let mut new_state = response.new_state;
        if new_state.is_null() {
            // An update that failed without a word left the object as it was.
            if prepared.prior_state.is_null() {
                return None;
            }
            new_state = prepared.prior_state.clone();
        }
        let value = Self::marked(prepared, known_part(&new_state));
        let base = self.object_base(prepared, response.private);
        match encode_object(&prepared.context.info, &prepared.change.addr, &value, base) {
            Ok(object) => Some((value, object)),
            Err(diagnostic) => {
                diags.push(diagnostic);
                None
            }
        }
    }

    fn marked(prepared: &Prepared<'_>, value: Value) -> Value {
        let value = if prepared.marks.is_empty() { value } else { value.mark_paths(&prepared.marks) };
        prepared.context.info.mark(value)
    }

    /// Records that an object exists, before all is known of it: a crash leaves it tainted, never forgotten.
    fn journal_creation(&self, prepared: &Prepared<'_>, partial: &Value) {
        let value = Self::marked(prepared, known_part(partial));
        let base = self.object_base(prepared, Vec::new());
        if let Ok(object) = encode_object(&prepared.context.info, &prepared.change.addr, &value, base) {
            let object = ObjectState { status: ObjectStatus::Tainted, ..object };
            self.journal.set_object(&prepared.change.addr, &prepared.change.provider, Some(object));
        }
    }

    fn postconditions(&self, prepared: Prepared<'a>, value: Value, diags: &mut Diagnostics) -> Option<()> {
        let lifecycle = &prepared.context.block.lifecycle;
        if lifecycle.preconditions.is_empty() && lifecycle.postconditions.is_empty() {
            return Some(());
        }
        let addr = &prepared.change.addr;
        let scope = InstanceScope::new(&self.world, &prepared.context.module)
            .repeated(Self::repeated(&prepared.context, &addr.key))
            .with_self(value);
        let sources = &self.world.config.sources;
        let mut found = Diagnostics::new();
        let mut report = prepared.report;
        report.merge(evaluate_conditions(
            CheckKind::ResourcePostcondition,
            &lifecycle.postconditions,
            &scope,
            sources,
            &mut found,
        ));
        self.reports.write().resource(addr, report);
        let failed = found.has_errors();
        diags.extend(found);
        (!failed).then_some(())
    }
}

/// What came of creating or changing an object.
struct Applied {
    value: Value,
    object: ObjectState,
    failed: bool,
    operation: Operation,
    begun: Instant,
}

/// The value with null in place of everything unknown.
fn known_part(value: &Value) -> Value {
    if value.is_wholly_known() {
        return value.clone();
    }
    value.transform(&mut |_, part| if part.is_known() { part } else { Value::null(part.ty()) })
}
