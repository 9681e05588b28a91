//! What the parser makes of every construct.

mod show;

use iac_core::diag::{SourceId, Span};
use iac_hcl::ast::ExprKind;
use iac_hcl::{MAX_DEPTH, parse_body, parse_expression, parse_template};

fn check(text: &str, expected: &str) {
    let (expr, diags) = parse_expression(SourceId(0), text.as_bytes(), 0);
    assert!(!diags.has_errors(), "{text}: {diags:#?}");
    assert_eq!(show::expr(&expr), expected, "{text}");
}

fn check_body(text: &str, expected: &str) {
    let (body, diags) = parse_body(SourceId(0), text.as_bytes());
    assert!(!diags.has_errors(), "{text}: {diags:#?}");
    assert_eq!(show::body(&body), expected, "{text}");
}

fn check_template(text: &str, expected: &str) {
    let (expr, diags) = parse_template(SourceId(0), text.as_bytes(), 0);
    assert!(!diags.has_errors(), "{text}: {diags:#?}");
    assert_eq!(show::expr(&expr), expected, "{text}");
}

#[test]
fn operators_bind_as_in_terraform() {
    check("a || b && c == d < e + f * g", "(|| a (&& b (== c (< d (+ e (* f g))))))");
    check("a - b - c", "(- (- a b) c)");
    check("-a.b + !c(d)", "(+ (- a.b) (! c(d)))");
    check("a ? b : c ? d : e", "(if a b (if c d e))");
    check("a ? b ? c : d : e", "(if a (if b c d) e)");
    check("(a + b) * c", "(* (paren (+ a b)) c)");
    check("1 >= 2 != true", "(!= (>= 1 2) true)");
}

#[test]
fn literals_keep_their_digits() {
    check("123456789012345678901234567890", "123456789012345678901234567890");
    check("0.1", "0.1");
    check("1.5e3", "1500");
    check("007", "7");
    check("[null, true, false]", "[null,true,false]");
}

#[test]
fn traversals_and_splats() {
    check("a.b[0].c[\"d\"].1", "a.b[0].c[\"d\"].1");
    check("a[*].b.c[0]", "a[*]<.b.c[0]>");
    check("a.*.b.0[1].c", "a.*<.b.0>[1].c");
    check("a[*].b[*].c", "a[*]<.b[*]<.c>>");
    check("a[*].b.*.c[0]", "a[*]<.b.*<.c>[0]>");
    check("a.*.b[*].c", "a.*<.b>[*]<.c>");
    check("f(x)[0]", "f(x)[0]");
}

#[test]
fn collections_and_calls() {
    check("{ a = 1, \"b\" : 2\n (c) = 3\n null = 4, d.e = 5 }", "{a=1,<\"b\">=2,<(paren c)>=3,null=4,<d.e>=5}");
    check("[1,\n2,\n]", "[1,2]");
    check("f(a,\nb...)", "f(a,b...)");
    check("provider::aws::arn_parse(x,)", "provider::aws::arn_parse(x)");
    check("[for x in y : x]", "(for x in y: x)");
    check("{for k, v in y : k => v... if v != null}", "(for k,v in y: k => v... if (!= v null))");
    check("{\nfor k, v in y :\nk => v\n}", "(for k,v in y: k => v)");
}

#[test]
fn strings_resolve_their_escapes() {
    check(r#""\n\r\t\"\\\u00e9\U0001F600""#, "\"\\n\\r\\t\\\"\\\\é😀\"");
    check(r#""$${a} %%{b} $c %d $$ %""#, "\"${a} %{b} $c %d $$ %\"");
    check(r#""""#, "``");
    check(r#""a${b}c${"d${e}"}""#, "`\"a\" ${b} \"c\" ${`\"d\" ${e}`}`");
}

#[test]
fn strip_markers_reach_to_the_next_literal() {
    check(r#""a  ${~ b ~}  c""#, "`\"a\" ${b} \"c\"`");
    check(r#"" ${~ b}""#, "`\"\" ${b}`");
    check(r#""${~ b ~}""#, "`${b}`");
    check_body("a = <<E\n  ${~ b ~}\n\n c\nE\n", "{a=`\"\" ${b} \"\\n c\\n\"`;}");
}

#[test]
fn directives_nest() {
    check(
        r#""%{ if a }b%{ else }c%{ endif }%{ for k, v in d }${k}%{ endfor }""#,
        "`%if(a \"b\" \"c\") %for(k,v in d `${k}`)`",
    );
    check(r#""%{ if a }%{ if b }c%{ endif }%{ endif }""#, "`%if(a `%if(b \"c\" ``)` ``)`");
}

#[test]
fn heredocs_lose_common_indentation_only_with_a_hyphen() {
    check_body("a = <<E\n  b\n c\n  E\n", "{a=\"  b\\n c\\n\";}");
    check_body("a = <<-E\n  b\n c\n  E\n", "{a=\" b\\nc\\n\";}");
    check_body("a = <<-E\n    b\n\n    c ${d}\n    E\n", "{a=`\"b\\n\\nc \" ${d} \"\\n\"`;}");
    check_body("a = <<-E\n    b\n${c}\n    E\n", "{a=`\"    b\\n\" ${c} \"\\n\"`;}");
    check_body("a = <<E\r\nb\r\nE\r\n", "{a=\"b\\r\\n\";}");
    check_body("a = <<E\nE\nb = <<-X_Y-1\n\\n$${c}\n  X_Y-1\n", "{a=``;b=\"\\\\n${c}\\n\";}");
}

#[test]
fn bodies_hold_attributes_and_blocks() {
    check_body("a = 1\nb \"c\" d {\n  e = f\n  g {}\n}\nh { i = 1 }\n", "{a=1;b \"c\" d{e=f;g{}}h{i=1;}}");
    check_body("/* x */ a /* y */ = /* z */ 1 # w\r\n// v\nb = 2", "{a=1;b=2;}");
}

#[test]
fn bare_templates_end_with_the_text() {
    check_template("a${b}\n$", "`\"a\" ${b} \"\\n$\"`");
    check_template("\"quoted\" \\n", "\"\\\"quoted\\\" \\\\n\"");
    check_template("%{ for a in b ~}\n  c\n%{ endfor ~}\n", "`%for(a in b \"  c\\n\") \"\"`");
    check_template("", "``");
}

#[test]
fn spans_point_at_the_text() {
    let text = "a \"b\" {\n  c = d.e\n}\n";
    let (body, _) = parse_body(SourceId(3), text.as_bytes());
    let of = |span: Span| &text[span.start as usize..span.end as usize];
    let block = &body.blocks[0];
    assert_eq!(of(block.header), "a \"b\"");
    assert_eq!(of(block.span), "a \"b\" {\n  c = d.e\n}");
    assert_eq!(of(block.body.span), "\n  c = d.e\n");
    assert_eq!(of(block.labels[0].span), "\"b\"");
    let attribute = &block.body.attributes[0];
    assert_eq!(of(attribute.span), "c = d.e");
    assert_eq!(of(attribute.expr.span), "d.e");
    assert_eq!(attribute.expr.span.source, SourceId(3));
    let (expr, _) = parse_expression(SourceId(3), b" x", 100);
    assert_eq!((expr.span.start, expr.span.end), (101, 102));
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    let deep = |open: &str, middle: &str, close: &str, times: usize| {
        format!("a = {}{middle}{}\n", open.repeat(times), close.repeat(times))
    };
    let texts = [
        deep("(", "1", ")", 10_000),
        deep("[", "1", "]", 10_000),
        deep("{a=", "1", "}", 10_000),
        deep("-", "1", "", 10_000),
        deep("1+", "1", "", 10_000),
        deep("a?b:", "1", "", 10_000),
        deep("a?", "1", ":b", 10_000),
        deep("f(", "1", ")", 10_000),
        deep("x[", "1", "]", 10_000),
        deep("x", "", "[*]", 10_000).replace("xx", ""),
        deep("\"${", "1", "}\"", 10_000),
        deep("\"%{if a}", "", "%{endif}\"", 10_000).replace("\"\"", ""),
        deep("[for a in ", "b", ":c]", 10_000),
        "b {\n".repeat(10_000),
        "[".repeat(10_000),
    ];
    for text in texts {
        let (_, diags) = parse_body(SourceId(0), text.as_bytes());
        assert!(diags.has_errors(), "{}", &text[..40]);
        assert!(diags.len() < 10, "{}: {} errors", &text[..40], diags.len());
    }
    let text = deep("(", "1", ")", MAX_DEPTH - 1);
    let (body, diags) = parse_body(SourceId(0), text.as_bytes());
    assert!(!diags.has_errors(), "{diags:?}");
    assert!(matches!(body.attributes[0].expr.kind, ExprKind::Parens(_)));
}
