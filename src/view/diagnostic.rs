//! Diagnostics for people, in Terraform's layout: summary, place, snippet with the fault underlined, values, detail.

use super::style::{Style, wrap};
use iac_core::diag::{Diagnostic, Diagnostics, Severity, Source, Sources, Span};
use iac_lang::config::block_context;

/// Warnings first, then errors; each by file and place, those without a place first. Repeated ones go.
pub(crate) fn sorted(diags: &Diagnostics, sources: &Sources) -> Vec<Diagnostic> {
    let mut items = consolidated(diags);
    items.sort_by_key(|diagnostic| {
        let place =
            diagnostic.subject.and_then(|span| Some((sources.source(span.source)?.name.to_string(), span.start)));
        (diagnostic.severity == Severity::Error, place)
    });
    items
}

/// Repeated diagnostics go. One that several objects share word for word is told once, and names the others.
fn consolidated(diags: &Diagnostics) -> Vec<Diagnostic> {
    let mut items: Vec<(Diagnostic, Vec<String>)> = Vec::with_capacity(diags.len());
    for diagnostic in diags {
        let alike = |item: &Diagnostic| {
            let same = (&item.summary, &item.detail, item.severity)
                == (&diagnostic.summary, &diagnostic.detail, diagnostic.severity);
            same && item.address.is_some()
                && diagnostic.address.is_some()
                && !item.detail.is_empty()
                && item.values == diagnostic.values
        };
        match items.iter_mut().find(|(item, _)| item == diagnostic || alike(item)) {
            Some((item, others)) if item.address != diagnostic.address => others.extend(diagnostic.address.clone()),
            Some(_) => {}
            None => items.push((diagnostic.clone(), Vec::new())),
        }
    }
    items.into_iter().map(|(item, others)| with_others(item, &others)).collect()
}

/// The diagnostic with the other objects that it is about.
fn with_others(mut diagnostic: Diagnostic, others: &[String]) -> Diagnostic {
    const SHOWN: usize = 5;
    if !others.is_empty() {
        let shown = others.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if others.len() > SHOWN { format!(" and {} more", others.len() - SHOWN) } else { String::new() };
        diagnostic.detail += &format!("\n\nThe same goes for {shown}{more}.");
    }
    diagnostic
}

/// One diagnostic as text that ends with a newline.
pub(crate) fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let body = body(diagnostic, sources, style);
    if !style.color {
        return format!("\n{}\n{body}", title(diagnostic, style));
    }
    let paint = |text: &str| match diagnostic.severity {
        Severity::Error => style.red(text),
        Severity::Warning => style.yellow(text),
    };
    let mut out = format!("{}\n{} {}\n", paint("╷"), paint("│"), title(diagnostic, style));
    for line in body.lines() {
        out.push_str(&format!("{} {line}\n", paint("│")));
    }
    out + &paint("╵") + "\n"
}

/// Warnings in short form: the summaries with their counts.
pub(crate) fn render_compact(warnings: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let mut out = format!("\n{}\n\n", style.bold_yellow("Warnings:"));
    for warning in warnings {
        let place = warning.subject.and_then(|span| {
            let source = sources.source(span.source)?;
            Some(format!("\n  on {} line {}", source.name, source.position(span.start).line))
        });
        out.push_str(&format!("- {}{}\n", warning.summary, place.unwrap_or_default()));
    }
    out + "\nTo see the full warning notes, run iac without -compact-warnings.\n"
}

fn title(diagnostic: &Diagnostic, style: Style) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => style.bold_red("Error: "),
        Severity::Warning => style.bold_yellow("Warning: "),
    };
    severity + &style.bold(&diagnostic.summary)
}

fn body(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let mut out = String::from("\n");
    let place = diagnostic.subject.and_then(|span| Some((span, sources.source(span.source)?)));
    if let Some(address) = &diagnostic.address {
        out.push_str(&format!("  with {address},\n"));
    }
    if let Some((subject, source)) = place {
        out.push_str(&snippet(diagnostic, subject, source, sources, style));
    }
    if diagnostic.address.is_some() || place.is_some() {
        out.push('\n');
    }
    // One column stays free, as in Terraform; the bar at the left takes two.
    let width = style.width.saturating_sub(if style.color { 3 } else { 1 });
    if !diagnostic.detail.is_empty() {
        out.push_str(&wrap(&diagnostic.detail, width));
        out.push('\n');
    }
    out
}

fn snippet(diagnostic: &Diagnostic, subject: Span, source: &Source, sources: &Sources, style: Style) -> String {
    let first = source.position(subject.start);
    let context = block_context(sources, subject).map(|header| format!(", in {header}")).unwrap_or_default();
    let mut out = format!("  on {} line {}{context}:\n", source.name, first.line);
    let shown = diagnostic
        .context
        .filter(|context| context.source == subject.source)
        .map_or(subject, |context| context.to(subject));
    let (from, to) = (source.position(shown.start).line, source.position(shown.end.max(shown.start + 1) - 1).line);
    for line in from..=to.max(from) {
        out.push_str(&format!("{line:4}: {}\n", underlined(source, line, subject, style)));
    }
    out + &values(diagnostic, style)
}

/// A line with the part that the subject covers underlined.
fn underlined(source: &Source, line: u32, subject: Span, style: Style) -> String {
    let text = source.line(line);
    let Some(start) = source.line_start(line) else { return text };
    let clamp = |offset: u32| {
        let mut at = (offset.saturating_sub(start) as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) = (clamp(subject.start), clamp(subject.end));
    if from >= to || !style.color {
        return text;
    }
    format!("{}{}{}", &text[..from], style.underline(&text[from..to]), &text[to..])
}

fn values(diagnostic: &Diagnostic, style: Style) -> String {
    if diagnostic.values.is_empty() {
        return String::new();
    }
    let mut out = format!("    {}\n", style.dim("├────────────────"));
    for value in &diagnostic.values {
        out.push_str(&format!("    {} {} {}\n", style.dim("│"), style.bold(&value.traversal), value.statement));
    }
    out
}
