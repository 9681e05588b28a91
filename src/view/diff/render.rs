//! From the tree to text.

use super::tree::{Action, MappingKind, Node, Shape};
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
        }
    }

    /// A value after `name = `; lines after the first are indented by `indent` spaces (where the symbol of the name is).
    /// `arrow` says whether a value that goes is followed by `-> null`.
    pub(super) fn value(self, node: &Node, indent: usize, arrow: bool) -> String {
        let gone = if node.action == Action::Remove && arrow {
            " -> ".to_owned() + &self.style.dim("null")
        } else {
            String::new()
        };
        self.shape(node, indent) + &gone + &self.forces(node, true)
    }

    /// The remark on what replaces the object: at the end of a value on one line, else after the opening.
    fn forces(self, node: &Node, at_end: bool) -> String {
        let on_one_line = matches!(&node.shape, Shape::Leaf { .. } | Shape::Turned { .. });
        if node.replaces && on_one_line == at_end { self.style.red(" # forces replacement") } else { String::new() }
    }

    /// A value at the left margin, all of it staying as it is.
    pub(super) fn state_value(self, node: &Node) -> String {
        // Two columns to the left, where the symbol would be.
        let entry = [(String::new(), node.clone())];
        let text = self.entries(&entry, 0, MappingKind::Object, &|_, _| true);
        text.trim_start_matches([' ', '=']).trim_end().replace("\n  ", "\n")
    }

    fn shape(self, node: &Node, indent: usize) -> String {
        let pad = " ".repeat(indent);
        let forces = self.forces(node, false);
        let all = node.action == Action::Same;
        match &node.shape {
            Shape::Leaf { before, after } => self.leaf(node.action, before.as_deref(), after.as_deref()),
            Shape::Text(lines) => format!("<<-EOT{forces}\n{}{pad}  EOT", self.text(lines, node.action, &pad)),
            Shape::Mapping { entries, .. } if entries.is_empty() => format!("{{}}{forces}"),
            Shape::Mapping { entries, kind } => {
                let body = self.entries(entries, indent + 4, *kind, &|_, node| all || node.action != Action::Same);
                format!("{{{forces}\n{body}{pad}  }}")
            }
            Shape::Sequence(items) if items.is_empty() => format!("[]{forces}"),
            Shape::Sequence(items) => format!("[{forces}\n{}{pad}  ]", self.items(items, indent + 4, all)),
            Shape::Json(inner, blanks) => {
                let inner_pad = " ".repeat(indent + 4);
                let symbol = self.symbol(if inner.action == Action::Update { Action::Update } else { Action::Same });
                let body = self.shape(inner, indent + 4);
                let remark = match (node.replaces, blanks) {
                    (true, true) => " # whitespace changes force replacement",
                    (false, true) => " # whitespace changes",
                    _ => "",
                };
                let remark = if *blanks { self.style.red(remark) } else { forces };
                format!("jsonencode({remark}\n{inner_pad}{symbol}{body}\n{pad}  )")
            }
            Shape::Turned { before, after } => {
                format!("{} {} {}", self.shape(before, indent), self.style.yellow("->"), self.shape(after, indent))
            }
        }
    }

    fn text(self, lines: &[(Action, String)], action: Action, pad: &str) -> String {
        let mut out = String::new();
        for (change, line) in lines {
            let symbol = if action == Action::Update { self.symbol(*change) } else { "  ".into() };
            out.push_str(&format!("{pad}    {symbol}{line}\n"));
        }
        out
    }

    fn leaf(self, action: Action, before: Option<&str>, after: Option<&str>) -> String {
        match (before, after) {
            (Some(before), Some(after)) if action == Action::Update => {
                format!("{before} {} {after}", self.style.yellow("->"))
            }
            (_, Some(after)) => after.to_owned(),
            (Some(before), None) => before.to_owned(),
            (None, None) => "null".to_owned(),
        }
    }

    /// `name = value` lines. Entries that are not to be shown are counted; all of them decide on the width of names.
    pub(super) fn entries(
        self,
        entries: &[(String, Node)],
        indent: usize,
        kind: MappingKind,
        shown: &dyn Fn(&str, &Node) -> bool,
    ) -> String {
        let width = entries.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let pad = " ".repeat(indent);
        let mut out = String::new();
        let mut hidden = 0;
        for (name, node) in entries {
            if !shown(name, node) {
                hidden += 1;
                continue;
            }
            let blanks = " ".repeat(width - name.chars().count());
            let value = self.value(node, indent, kind != MappingKind::Json);
            // Objects in maps are followed by a comma: the one place where Terraform writes one.
            let object =
                matches!(&node.shape, Shape::Mapping { entries, kind: MappingKind::Object } if !entries.is_empty());
            let comma = if kind == MappingKind::Map && object { "," } else { "" };
            out.push_str(&format!("{pad}{}{name}{blanks} = {value}{comma}\n", self.symbol(node.action)));
        }
        out + &self.hidden(hidden, indent, if kind == MappingKind::Map { "element" } else { "attribute" })
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
