//! From the tree to text.

use super::tree::{Action, Node, Shape};
use crate::view::style::Style;

/// Renders values at an indentation.
#[derive(Clone, Copy)]
pub(super) struct Renderer {
    /// How text is decorated.
    pub style: Style,
}

impl Renderer {
    /// The symbol of an action, two columns wide.
    pub(super) fn symbol(self, action: Action) -> String {
        match action {
            Action::Same => "  ".into(),
            Action::Add => format!("{} ", self.style.green("+")),
            Action::Update => format!("{} ", self.style.yellow("~")),
            Action::Remove => format!("{} ", self.style.red("-")),
            Action::Replace => format!("{}/{} ", self.style.red("-"), self.style.green("+")),
        }
    }

    /// A value after `name = `; lines after the first are indented by `indent` spaces (where the symbol of the name is).
    /// `arrow` says whether a value that goes is followed by `-> null`.
    pub(super) fn value(self, node: &Node, indent: usize, arrow: bool) -> String {
        let mut text = self.shape(node, indent, arrow);
        if node.replaces {
            text.push_str(&self.style.red(" # forces replacement"));
        }
        text
    }

    /// A value at the left margin, all of it staying as it is.
    pub(super) fn state_value(self, node: &Node) -> String {
        // Two columns to the left, where the symbol would be.
        self.entries(&[(String::new(), node.clone())], 0, "element", true)
            .trim_start_matches([' ', '='])
            .trim_end()
            .replace("\n  ", "\n")
    }

    fn shape(self, node: &Node, indent: usize, arrow: bool) -> String {
        let pad = " ".repeat(indent);
        let gone = if node.action == Action::Remove && arrow { " -> ".to_owned() + &self.style.dim("null") } else { String::new() };
        match &node.shape {
            Shape::Leaf { before, after } => self.leaf(node.action, before.as_deref(), after.as_deref(), &gone),
            Shape::Text(lines) => {
                let mut out = String::from("<<-EOT\n");
                for (action, line) in lines {
                    let symbol = if node.action == Action::Update { self.symbol(*action) } else { "  ".into() };
                    let line = if line.is_empty() && symbol.trim().is_empty() { String::new() } else { format!("{pad}  {symbol}  {line}") };
                    out.push_str(&format!("{}\n", line.trim_end()));
                }
                format!("{out}{pad}  EOT{gone}")
            }
            Shape::Mapping { entries, unit } if entries.is_empty() => {
                let _ = unit;
                format!("{{}}{gone}")
            }
            Shape::Mapping { entries, unit } => {
                let body = self.entries(entries, indent + 4, unit, node.action == Action::Same);
                format!("{{\n{body}{pad}  }}{gone}")
            }
            Shape::Sequence(items) if items.is_empty() => format!("[]{gone}"),
            Shape::Sequence(items) => {
                let body = self.items(items, indent + 4, node.action == Action::Same);
                format!("[\n{body}{pad}  ]{gone}")
            }
            Shape::Json(inner) => {
                let inner_pad = " ".repeat(indent + 4);
                let symbol = self.symbol(if inner.action == Action::Update { Action::Update } else { Action::Same });
                let body = self.shape(&Node { action: inner.action, ..(**inner).clone() }, indent + 4, false);
                format!("jsonencode(\n{inner_pad}{symbol}{body}\n{pad}  ){gone}")
            }
            Shape::Turned { before, after } => {
                format!("{} -> {after}", self.shape(before, indent, false))
            }
        }
    }

    fn leaf(self, action: Action, before: Option<&str>, after: Option<&str>, gone: &str) -> String {
        match (before, after) {
            (Some(before), Some(after)) if action == Action::Update => format!("{before} {} {after}", self.style.yellow("->")),
            (_, Some(after)) => after.to_owned(),
            (Some(before), None) => format!("{before}{gone}"),
            (None, None) => "null".to_owned(),
        }
    }

    /// `name = value` lines. Entries that stay are hidden and counted, unless everything stays.
    pub(super) fn entries(self, entries: &[(String, Node)], indent: usize, unit: &str, show_all: bool) -> String {
        let shown = |node: &Node| show_all || node.action != Action::Same;
        let width = entries.iter().filter(|(_, node)| shown(node)).map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let pad = " ".repeat(indent);
        let mut out = String::new();
        for (name, node) in entries.iter().filter(|(_, node)| shown(node)) {
            let blanks = " ".repeat(width - name.chars().count());
            let value = self.value(node, indent, true);
            out.push_str(&format!("{pad}{}{name}{blanks} = {value}\n", self.symbol(node.action)));
        }
        out + &self.hidden(entries.iter().filter(|(_, node)| !shown(node)).count(), indent, unit)
    }

    /// Elements of a sequence. Long runs of elements that stay are hidden and counted, one on each side of a change is shown.
    fn items(self, items: &[Node], indent: usize, show_all: bool) -> String {
        let pad = " ".repeat(indent);
        let mut out = String::new();
        let mut hidden = 0;
        for (at, node) in items.iter().enumerate() {
            let changed = |at: Option<&Node>| at.is_some_and(|node| node.action != Action::Same);
            let beside = changed(items.get(at + 1)) || (at > 0 && changed(items.get(at - 1)));
            let primitive = matches!(node.shape, Shape::Leaf { .. });
            if !show_all && node.action == Action::Same && !(beside && primitive) {
                hidden += 1;
                continue;
            }
            out.push_str(&self.hidden(std::mem::take(&mut hidden), indent, "element"));
            out.push_str(&format!("{pad}{}{},\n", self.symbol(node.action), self.value(node, indent, false)));
        }
        out + &self.hidden(hidden, indent, "element")
    }

    /// The line that counts what is not shown.
    pub(super) fn hidden(self, count: usize, indent: usize, unit: &str) -> String {
        if count == 0 {
            return String::new();
        }
        let plural = if count == 1 { "" } else { "s" };
        let text = format!("# ({count} unchanged {unit}{plural} hidden)");
        format!("{}  {}\n", " ".repeat(indent), self.style.dim(&text))
    }
}
