//! A state store in memory with a journal, so that a crash is forgetting nothing but what was never recorded.

use iac_state::{JournalRecord, LockError, LockInfo, State, StateStore, StoreError, Targets};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Debug, Default)]
struct Inner {
    snapshot: Option<State>,
    journal: Vec<JournalRecord>,
    writes: usize,
    refuse_writes: bool,
    targets: Targets,
}

/// A state in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often a snapshot was written.
    pub fn writes(&self) -> usize {
        self.inner().writes
    }

    /// Lets writing snapshots fail from now on.
    pub fn refuse_writes(&self) {
        self.inner().refuse_writes = true;
    }

    /// Stores a state as it is.
    pub fn put(&self, state: State) {
        self.inner().snapshot = Some(state);
    }
}

fn replay(state: &mut State, record: &JournalRecord) {
    match record {
        JournalRecord::Object(addr, provider, object) => {
            state.set_object(addr, provider, object.as_deref().cloned());
        }
        JournalRecord::Deposed(addr, provider, key, object) => {
            state.set_deposed(addr, provider, key, object.as_deref().cloned());
        }
        JournalRecord::Moved(from, to) => {
            let provider = state.resources.get(&from.resource_addr()).map(|resource| resource.provider.clone());
            if let (Some(provider), Some(object)) = (provider, state.object(from).cloned()) {
                state.set_object(from, &provider, None);
                state.set_object(to, &provider, Some(object));
            }
        }
        JournalRecord::Outputs(outputs) => state.outputs.clone_from(outputs),
    }
}

impl StateStore for MemoryStore {
    fn location(&self) -> String {
        "memory".to_owned()
    }
    fn lock(&self, _info: &LockInfo, _timeout: Duration) -> Result<String, LockError> {
        Ok("lock".to_owned())
    }
    fn unlock(&self, _id: &str) -> Result<(), LockError> {
        Ok(())
    }
    fn force_unlock(&self, _id: &str) -> Result<(), LockError> {
        Ok(())
    }
    fn read(&self) -> Result<Option<State>, StoreError> {
        let inner = self.inner();
        if inner.snapshot.is_none() && inner.journal.is_empty() {
            return Ok(None);
        }
        let mut state = inner.snapshot.clone().unwrap_or_default();
        for record in &inner.journal {
            replay(&mut state, record);
        }
        Ok(Some(state))
    }
    fn record(&self, records: &[JournalRecord]) -> Result<(), StoreError> {
        self.inner().journal.extend_from_slice(records);
        Ok(())
    }
    fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }
    fn write(&self, state: &State) -> Result<(), StoreError> {
        let mut inner = self.inner();
        if inner.refuse_writes {
            let source = std::io::Error::other("no space left");
            return Err(StoreError::Io { path: "memory".to_owned(), source });
        }
        inner.snapshot = Some(state.clone());
        inner.journal.clear();
        inner.writes += 1;
        Ok(())
    }
    fn read_targets(&self) -> Result<Targets, StoreError> {
        Ok(self.inner().targets.clone())
    }
    fn write_targets(&self, targets: &Targets) -> Result<(), StoreError> {
        self.inner().targets = targets.clone();
        Ok(())
    }
}
