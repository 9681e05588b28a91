//! Objects in memory, a log of operations, and faults to inject.

use iac_core::value::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How an operation goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It fails before anything happens.
    Refused,
    /// It fails after the object came into being (or changed, or went).
    AfterEffect,
    /// It never ends.
    Hangs,
}

#[derive(Debug, Default)]
struct Inner {
    objects: BTreeMap<String, Value>,
    next_id: u64,
    log: Vec<String>,
    faults: BTreeMap<String, Fault>,
    latency: Duration,
    running: usize,
    most_running: usize,
}

/// A cloud in memory. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct FakeCloud {
    inner: Arc<Mutex<Inner>>,
}

impl FakeCloud {
    /// An empty cloud.
    pub fn new() -> Self {
        Self::default()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets an operation, such as `create a` or `delete b`, go wrong from now on.
    pub fn fail(&self, operation: &str, fault: Fault) {
        self.inner().faults.insert(operation.to_owned(), fault);
    }

    /// Takes all faults back.
    pub fn heal(&self) {
        self.inner().faults.clear();
    }

    /// How long every operation takes.
    pub fn set_latency(&self, latency: Duration) {
        self.inner().latency = latency;
    }

    /// The operations so far, in the order they began; empties the log. Reads are left out.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.inner().log)
    }

    /// The names of the objects, sorted.
    pub fn names(&self) -> Vec<String> {
        let inner = self.inner();
        let mut names: Vec<String> = inner.objects.values().filter_map(name_of).collect();
        names.sort_unstable();
        names
    }

    /// The most operations that ever ran at the same time.
    pub fn most_running(&self) -> usize {
        self.inner().most_running
    }

    /// Removes an object behind everybody's back.
    pub fn lose(&self, name: &str) {
        self.inner().objects.retain(|_, object| name_of(object).as_deref() != Some(name));
    }

    /// Changes an attribute of an object behind everybody's back.
    pub fn tamper(&self, name: &str, attribute: &str, value: &Value) {
        for object in self.inner().objects.values_mut().filter(|object| name_of(object).as_deref() == Some(name)) {
            *object = object.clone().with_attribute(attribute, value.clone());
        }
    }

    pub(crate) fn object(&self, id: &str) -> Option<Value> {
        self.inner().objects.get(id).cloned()
    }

    pub(crate) fn find(&self, name: &str) -> Option<Value> {
        self.inner().objects.values().find(|object| name_of(object).as_deref() == Some(name)).cloned()
    }

    pub(crate) fn fresh_id(&self) -> String {
        let mut inner = self.inner();
        inner.next_id += 1;
        format!("id-{}", inner.next_id)
    }

    pub(crate) fn put(&self, id: &str, object: Option<Value>) {
        let mut inner = self.inner();
        match object {
            Some(object) => drop(inner.objects.insert(id.to_owned(), object)),
            None => drop(inner.objects.remove(id)),
        }
    }

    /// Logs an operation, lets it take its time, and says how it is to go wrong.
    pub(crate) async fn begin(&self, operation: String) -> Option<Fault> {
        let (fault, latency) = {
            let mut inner = self.inner();
            let fault = inner.faults.get(&operation).copied();
            inner.log.push(operation);
            inner.running += 1;
            inner.most_running = inner.most_running.max(inner.running);
            (fault, inner.latency)
        };
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        if fault == Some(Fault::Hangs) {
            std::future::pending::<()>().await;
        }
        self.inner().running -= 1;
        fault
    }
}

pub(crate) fn name_of(object: &Value) -> Option<String> {
    object.attribute("name").and_then(Value::as_str).map(str::to_owned)
}
