//! The state while it changes: every finished step is recorded at once, synced soon, and written out now and then.

use crate::clock;
use crate::eval::Shared;
use iac_core::addr::{AbsProviderConfigAddr, AbsResourceInstanceAddr};
use iac_core::diag::{Diagnostic, Diagnostics};
use iac_state::{Deposed, JournalRecord, ObjectAttributes, ObjectState, State, StateStore, StoreError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a recorded step may wait for its fsync.
const SYNC_INTERVAL: Duration = Duration::from_millis(50);
/// How often the whole state is written.
const SNAPSHOT_INTERVAL: Duration = Duration::from_secs(20);

/// The state of a running apply, and the store it is kept in.
pub(crate) struct Journal<'a> {
    store: &'a dyn StateStore,
    state: Shared<State>,
    unsynced: AtomicBool,
    unwritten: AtomicBool,
    failure: Shared<Option<Diagnostic>>,
    /// Objects that exist and that neither the journal nor the state file knows, as people can find them.
    unrecorded: Shared<Vec<String>>,
}

impl<'a> Journal<'a> {
    /// Starts from a state.
    pub(crate) fn new(store: &'a dyn StateStore, mut state: State) -> Self {
        if state.lineage.is_empty() {
            state.lineage = clock::uuid();
        }
        Self {
            store,
            state: Shared::new(state),
            unsynced: AtomicBool::new(false),
            unwritten: AtomicBool::new(false),
            failure: Shared::new(None),
            unrecorded: Shared::default(),
        }
    }

    /// Looks at the state.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read())
    }

    /// Changes the state in a way that only the next snapshot keeps.
    pub(crate) fn edit(&self, edit: impl FnOnce(&mut State)) {
        edit(&mut self.state.write());
        self.unwritten.store(true, Ordering::Relaxed);
    }

    /// Stores the current object of an instance.
    pub(crate) fn set_object(
        &self,
        addr: &AbsResourceInstanceAddr,
        provider: &AbsProviderConfigAddr,
        object: Option<ObjectState>,
    ) {
        let recorded =
            self.record(&[JournalRecord::Object(addr.clone(), provider.clone(), object.clone().map(Box::new))]);
        if let (false, Some(object)) = (recorded, &object) {
            self.unrecorded.write().push(described(addr, object));
        }
        self.edit(|state| state.set_object(addr, provider, object));
    }

    /// Stores a deposed object of an instance.
    pub(crate) fn set_deposed(
        &self,
        addr: &AbsResourceInstanceAddr,
        provider: &AbsProviderConfigAddr,
        key: &Deposed,
        object: Option<ObjectState>,
    ) {
        let boxed = object.clone().map(Box::new);
        self.record(&[JournalRecord::Deposed(addr.clone(), provider.clone(), key.clone(), boxed)]);
        self.edit(|state| state.set_deposed(addr, provider, key, object));
    }

    /// Appends records without changing the state held here; whether that worked.
    pub(crate) fn record(&self, records: &[JournalRecord]) -> bool {
        if records.is_empty() {
            return true;
        }
        let outcome = self.store.record(records);
        self.unsynced.store(true, Ordering::Relaxed);
        self.note(outcome)
    }

    /// Whether something could not be recorded.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure.read().is_some()
    }

    fn note(&self, outcome: Result<(), StoreError>) -> bool {
        let Err(error) = outcome else { return true };
        let detail = format!(
            "{error}. No further operation was begun; what was done so far is kept in memory and written when the run ends."
        );
        self.failure.write().get_or_insert_with(|| Diagnostic::error("Failed to record progress", detail));
        false
    }

    /// Syncs and writes at the intervals above, for as long as it is polled.
    pub(crate) async fn keep(&self) {
        let mut written = Instant::now();
        loop {
            sleep(SYNC_INTERVAL).await;
            if self.unsynced.swap(false, Ordering::Relaxed) {
                let _noted = self.note(self.store.sync());
            }
            if written.elapsed() >= SNAPSHOT_INTERVAL && self.unwritten.swap(false, Ordering::Relaxed) {
                written = Instant::now();
                let mut state = self.state.write();
                state.serial += 1;
                let _noted = self.note(self.store.write(&state));
            }
        }
    }

    /// Writes the final state, if it differs from the stored one; whether that worked.
    pub(crate) fn finish(self, changed: bool, diags: &mut Diagnostics) -> (State, bool) {
        let mut state = self.state.into_inner();
        let unrecorded = self.unrecorded.into_inner();
        diags.extend(self.failure.into_inner());
        if !changed {
            return (state, true);
        }
        state.serial += 1;
        match self.store.write(&state) {
            Ok(()) => (state, true),
            Err(error) => {
                let mut detail = format!("Error saving state to {}: {error}.", self.store.location());
                if !unrecorded.is_empty() {
                    detail.push_str("\n\nThese objects exist, and no file knows of them:\n  - ");
                    detail.push_str(&unrecorded.join("\n  - "));
                }
                diags.push(Diagnostic::error("Failed to save state", detail));
                (state, false)
            }
        }
    }
}

fn described(addr: &AbsResourceInstanceAddr, object: &ObjectState) -> String {
    #[derive(serde::Deserialize)]
    struct Identified {
        id: Option<String>,
    }
    let id = match &object.attributes {
        ObjectAttributes::Json(text) => serde_json::from_str(text).ok().and_then(|found: Identified| found.id),
        ObjectAttributes::Flat(_) => None,
    };
    id.map_or_else(|| addr.to_string(), |id| format!("{addr} [id={id}]"))
}
