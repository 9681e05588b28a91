//! The nodes of the configuration graph: a closed set, one per block.

use super::BlockReference;
use iac_core::addr::{AbsProviderConfigAddr, ConfigResourceAddr, ModuleAddr};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A block of the configuration, or a point that blocks wait for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// An input variable of a module.
    Variable(ModuleAddr, Arc<str>),
    /// The validation rules of a variable that refer to other objects.
    Validation(ModuleAddr, Arc<str>),
    /// A local value.
    Local(ModuleAddr, Arc<str>),
    /// An output value of a module.
    Output(ModuleAddr, Arc<str>),
    /// The instances of a module: everything inside waits for it.
    ModuleOpen(ModuleAddr),
    /// All outputs of a module.
    ModuleOutputs(ModuleAddr),
    /// Everything inside a module, for `depends_on`.
    ModuleClose(ModuleAddr),
    /// A provider configuration, written or implied.
    Provider(AbsProviderConfigAddr),
    /// A resource, data source or ephemeral resource.
    Resource(ConfigResourceAddr),
    /// A `check` block.
    Check(ModuleAddr, Arc<str>),
}

/// The dependencies between the blocks of a configuration. An edge leads from a block to one it depends on.
#[derive(Debug)]
pub struct ConfigGraph {
    /// Nodes and edges.
    pub graph: DiGraph<Node, ()>,
    /// Where each node is.
    pub(crate) index: HashMap<Node, NodeIndex>,
    /// What each node's block refers to, by node.
    pub(crate) references: Vec<Vec<BlockReference>>,
}

impl ConfigGraph {
    /// The node's place in the graph.
    pub fn find(&self, node: &Node) -> Option<NodeIndex> {
        self.index.get(node).copied()
    }

    /// What the block of a node refers to.
    pub(crate) fn references_of(&self, at: NodeIndex) -> &[BlockReference] {
        self.references.get(at.index()).map_or(&[], Vec::as_slice)
    }
}

fn write_in(f: &mut fmt::Formatter<'_>, module: &ModuleAddr, text: fmt::Arguments<'_>) -> fmt::Result {
    if !module.is_root() {
        write!(f, "{module}.")?;
    }
    f.write_fmt(text)
}

impl fmt::Display for Node {
    /// As cycle messages name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(module, name) => write_in(f, module, format_args!("var.{name} (expand)")),
            Self::Validation(module, name) => write_in(f, module, format_args!("var.{name} (validation)")),
            Self::Local(module, name) => write_in(f, module, format_args!("local.{name} (expand)")),
            Self::Output(module, name) => write_in(f, module, format_args!("output.{name} (expand)")),
            Self::ModuleOpen(module) => write!(f, "{module} (expand)"),
            Self::ModuleOutputs(module) => write!(f, "{module} (outputs)"),
            Self::ModuleClose(module) => write!(f, "{module} (close)"),
            Self::Provider(provider) => write!(f, "{provider}"),
            Self::Resource(addr) => write!(f, "{addr}"),
            Self::Check(module, name) => write_in(f, module, format_args!("check.{name} (expand)")),
        }
    }
}
