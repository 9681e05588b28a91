//! The configuration graph: one node per block, edges from references, and the walker that both graphs share.

mod build;
mod cycle;
mod node;
mod references;
mod walk;

pub use build::build_config_graph;
pub use node::{ConfigGraph, Node};
pub use walk::{Visit, WalkOutcome, walk};

pub(crate) use references::{BlockReference, Target};
