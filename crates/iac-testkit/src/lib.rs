//! What tests of the engine share: a cloud in memory whose operations can fail, be slow and be counted, a state store in
//! memory, and a harness that plans and applies configuration text. Never part of a release.

mod cloud;
mod harness;
mod memory_store;
mod provider;

pub use cloud::{FakeCloud, Fault};
pub use harness::{Harness, load_text};
pub use memory_store::MemoryStore;
