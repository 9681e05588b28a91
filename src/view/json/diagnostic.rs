//! One diagnostic as JSON: what `validate -json` lists and the stream of `-json` runs carries.

use iac_core::diag::{Diagnostic, Position, Severity, Source, Sources, Span};
use iac_lang::config::block_context;
use serde_json::{Map, Value as Json, json};

/// A diagnostic with its range and snippet.
pub(crate) fn render(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let mut out = Map::new();
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    out.insert("severity".into(), severity.into());
    out.insert("summary".into(), diagnostic.summary.as_str().into());
    out.insert("detail".into(), diagnostic.detail.as_str().into());
    if let Some(address) = &diagnostic.address {
        out.insert("address".into(), address.as_str().into());
    }
    let place = diagnostic.subject.and_then(|span| Some((span, sources.source(span.source)?)));
    if let Some((subject, source)) = place {
        let subject = Span { end: subject.end.max(subject.start + 1), ..subject };
        let (start, end) = (source.position(subject.start), source.position(subject.end));
        out.insert(
            "range".into(),
            json!({ "filename": &*source.name, "start": position(start), "end": position(end) }),
        );
        out.insert("snippet".into(), snippet(diagnostic, subject, source, sources));
    }
    Json::Object(out)
}

fn position(position: Position) -> Json {
    json!({ "line": position.line, "column": position.column, "byte": position.byte })
}

fn snippet(diagnostic: &Diagnostic, subject: Span, source: &Source, sources: &Sources) -> Json {
    let context = diagnostic.context.filter(|context| context.source == subject.source);
    let shown = context.map_or(subject, |context| context.to(subject));
    let (first, last) = (source.position(shown.start).line, source.position(shown.end.max(shown.start + 1) - 1).line);
    let code: Vec<String> = (first..=last.max(first)).map(|line| source.line(line)).collect();
    let code = code.join("\n");
    let start = source.line_start(first).unwrap_or(0);
    let offset = |byte: u32| u32::min(byte.saturating_sub(start), u32::try_from(code.len()).unwrap_or(u32::MAX));
    let values =
        diagnostic.values.iter().map(|value| json!({ "traversal": value.traversal, "statement": value.statement }));
    json!({
        "context": block_context(sources, subject),
        "code": code,
        "start_line": first,
        "highlight_start_offset": offset(subject.start),
        "highlight_end_offset": offset(subject.end),
        "values": values.collect::<Vec<_>>(),
    })
}
