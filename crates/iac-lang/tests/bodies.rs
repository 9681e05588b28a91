//! Tables of bodies decoded by one schema: native syntax and JSON, with what they give and what is reported.

use iac_core::addr::ResourceAddr;
use iac_core::diag::{Diagnostics, Sources, Span};
use iac_core::schema::{Attribute, BlockSchema, NestedBlock, Nesting};
use iac_core::value::{Kind, Path, Type, Value, to_json};
use iac_lang::config::ConfigBody;
use iac_lang::eval::{EmptyScope, body_references, decode_attribute_span, decode_body};
use iac_lang::expr::{LowerContext, lower_body};
use iac_lang::refs::Subject;
use std::sync::Arc;

fn attribute(ty: Type, required: bool) -> Attribute {
    Attribute { required, optional: !required, ..Attribute::new(ty) }
}

fn block(attributes: &[(&str, Attribute)]) -> BlockSchema {
    let attributes = attributes.iter().map(|(name, attribute)| (Arc::from(*name), attribute.clone())).collect();
    BlockSchema { attributes, ..BlockSchema::default() }
}

fn nested(nesting: Nesting, block: BlockSchema, min_items: u32, max_items: Option<u32>) -> NestedBlock {
    NestedBlock { nesting, block, min_items, max_items, computed: false, force_new: false, config_only: false }
}

/// One attribute or block of every kind.
fn schema() -> BlockSchema {
    let rule = Type::object([("cidrs", Type::list(Type::String)), ("port", Type::Number)]);
    let number = || block(&[("n", attribute(Type::Number, false))]);
    let mut inner = block(&[("n", attribute(Type::Number, true))]);
    inner.blocks.insert("leaf".into(), nested(Nesting::List, number(), 0, None));
    let mut root = block(&[
        ("name", attribute(Type::String, false)),
        ("tags", attribute(Type::map(Type::String), false)),
        ("id", Attribute { computed: true, ..Attribute::new(Type::String) }),
        ("rules", Attribute { as_blocks: true, ..attribute(Type::list(rule), false) }),
    ]);
    let blocks = [
        ("list", nested(Nesting::List, inner, 0, Some(2))),
        ("set", nested(Nesting::Set, number(), 0, None)),
        ("map", nested(Nesting::Map, number(), 0, None)),
        ("single", nested(Nesting::Single, number(), 0, None)),
        ("group", nested(Nesting::Group, number(), 0, None)),
    ];
    root.blocks = blocks.into_iter().map(|(name, nested)| (Arc::from(name), nested)).collect();
    root
}

fn native(text: &str) -> (ConfigBody, Diagnostics) {
    let mut sources = Sources::new();
    let source = sources.add("main.tf", text.as_bytes());
    let (syntax, mut diags) = iac_hcl::parse_body(source, text.as_bytes());
    let body = diags.absorb(lower_body(&syntax.attributes, &syntax.blocks, syntax.span, &LowerContext::default()));
    (ConfigBody::Native(body), diags)
}

fn json(text: &str) -> (ConfigBody, Diagnostics) {
    let mut sources = Sources::new();
    let source = sources.add("main.tf.json", text.as_bytes());
    let (node, diags) = iac_hcl::json::parse(source, text.as_bytes());
    (ConfigBody::Json(Arc::new(node)), diags)
}

/// What is set in the decoded value, or what was reported, one a line as `Summary: detail (path)`.
fn outcome((body, mut diags): (ConfigBody, Diagnostics)) -> String {
    let value = diags.absorb(decode_body(&body, &schema(), &EmptyScope));
    if !diags.is_empty() {
        let lines = diags.iter().map(|it| {
            let path = it.path.as_ref().map_or_else(String::new, |path| format!(" ({path})"));
            format!("{}: {}{path}", it.summary, it.detail)
        });
        return lines.collect::<Vec<_>>().join("\n");
    }
    assert!(value.has_type(&schema().value_type()), "{:?}", value.ty());
    let entries = value.as_entries().expect("an object");
    let is_set = |value: &&Value| !value.is_null() && value.as_elements().is_none_or(|items| !items.is_empty());
    let set = entries.iter().filter(|(name, value)| is_set(value) && &***name != "group" && &***name != "map");
    let shown = set.map(|(name, value)| format!("{name}={}", show(value)));
    let rest = entries.iter().filter(|(name, value)| match &***name {
        "group" => value.attribute("n").is_some_and(|n| !n.is_null()),
        "map" => value.as_entries().is_none_or(|map| !map.is_empty()),
        _ => false,
    });
    shown.chain(rest.map(|(name, value)| format!("{name}={}", show(value)))).collect::<Vec<_>>().join(" ")
}

fn show(value: &Value) -> String {
    match value.kind() {
        Kind::Unknown(unknown) => format!("unknown {}", unknown.ty),
        _ => to_json(value, &value.ty()).unwrap_or_else(|_| "partly unknown".into()),
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(outcome(native(text)), expected, "{text}");
}

fn check_json(text: &str, expected: &str) {
    assert_eq!(outcome(json(text)), expected, "{text}");
}

#[test]
fn arguments_are_converted_to_their_types() {
    check("", "");
    check("name = 1", r#"name="1""#);
    check("name = null", "");
    check("tags = { a = 1, b = true }", r#"tags={"a":"1","b":"true"}"#);
    check(
        "tags = [1]",
        "Incorrect attribute value type: Inappropriate value for attribute \"tags\": map of string required. (tags)",
    );
    check(
        "name = []",
        "Incorrect attribute value type: Inappropriate value for attribute \"name\": string required, but have tuple. (name)",
    );
    check(
        "id = \"x\"",
        "Value for unconfigurable attribute: Can't configure a value for \"id\": its value will be decided automatically based on \
         the result of applying this configuration. (id)",
    );
}

#[test]
fn unknown_names_are_reported_with_a_suggestion() {
    check("nam = 1", "Unsupported argument: An argument named \"nam\" is not expected here. Did you mean \"name\"?");
    check(
        "list = []",
        "Unsupported argument: An argument named \"list\" is not expected here. Did you mean to define a block of type \"list\"?",
    );
    check(
        "name {}",
        "Unsupported block type: Blocks of type \"name\" are not expected here. Did you mean to define argument \"name\"? If so, use \
         the equals sign to assign it a value.",
    );
    check("lst {}", "Unsupported block type: Blocks of type \"lst\" are not expected here. Did you mean \"list\"?");
    check("list \"a\" {\n n = 1\n}", "Extraneous label for list: No labels are expected for list blocks.");
    check_json(
        r#"{"nam": 1}"#,
        "Extraneous JSON object property: No argument or block type is named \"nam\". Did you mean \"name\"?",
    );
}

#[test]
fn blocks_nest_as_their_schema_says() {
    check(
        "list {\n n = 1\n}\nlist {\n n = 2\n leaf {\n  n = 3\n }\n}",
        r#"list=[{"leaf":[],"n":1},{"leaf":[{"n":3}],"n":2}]"#,
    );
    check("set {\n n = 2\n}\nset {\n n = 1\n}\nset {\n n = 2\n}", r#"set=[{"n":1},{"n":2}]"#);
    check("map \"a\" {\n n = 1\n}\nmap \"b\" {}", r#"map={"a":{"n":1},"b":{"n":null}}"#);
    check("single {}", r#"single={"n":null}"#);
    check("group {\n n = 1\n}", r#"group={"n":1}"#);
    check(
        "list {}",
        "Missing required argument: The argument \"n\" is required, but no definition was found. (list[0].n)",
    );
    check(
        "list {\n n = 1\n}\nlist {\n n = 1\n}\nlist {\n n = 1\n}",
        "Too many list blocks: No more than 2 \"list\" blocks are allowed (list)",
    );
    check("single {}\nsingle {}", "Duplicate single block: Only one block of type \"single\" is allowed.");
}

#[test]
fn attributes_in_block_syntax_fill_in_what_is_absent() {
    check("rules {\n port = 1\n}", r#"rules=[{"cidrs":null,"port":1}]"#);
    check("rules = [{ port = 1, cidrs = [] }]", r#"rules=[{"cidrs":[],"port":1}]"#);
    check(
        "dynamic \"rules\" {\n for_each = [1, 2]\n content {\n  port = rules.value\n }\n}",
        r#"rules=[{"cidrs":null,"port":1},{"cidrs":null,"port":2}]"#,
    );
    check_json(r#"{"rules": [{"port": 1}]}"#, r#"rules=[{"cidrs":null,"port":1}]"#);
}

#[test]
fn dynamic_blocks_expand() {
    let dynamic =
        |head: &str, value: &str| format!("dynamic \"list\" {{\n {head}\n content {{\n  n = {value}\n }}\n}}");
    check(&dynamic("for_each = [1, 2]", "list.value"), r#"list=[{"leaf":[],"n":1},{"leaf":[],"n":2}]"#);
    check(&dynamic("for_each = { a = 7 }", "\"${list.value}\""), r#"list=[{"leaf":[],"n":7}]"#);
    check(&dynamic("for_each = toset([3])\n iterator = it", "it.key"), r#"list=[{"leaf":[],"n":3}]"#);
    check(&dynamic("for_each = []", "list.value"), "");
    check(
        &dynamic("for_each = null", "list.value"),
        "Invalid dynamic for_each value: Cannot use a null value in for_each. (list)",
    );
    check(
        &dynamic("for_each = 1", "list.value"),
        "Invalid dynamic for_each value: Cannot use a number value in for_each. An iterable collection is required. (list)",
    );
    check(&dynamic("for_each = split(\",\", timestamp())", "1"), r#"list=[{"leaf":[],"n":1}]"#);
    check(
        "dynamic \"map\" {\n for_each = [\"a\", \"b\"]\n labels = [map.value]\n content {\n  n = map.key\n }\n}",
        r#"map={"a":{"n":0},"b":{"n":1}}"#,
    );
    check(
        "dynamic \"list\" {\n for_each = [[1, 2], [3]]\n content {\n  n = list.key\n  dynamic \"leaf\" {\n   for_each = list.value\n   \
         content {\n    n = leaf.value + list.key\n   }\n  }\n }\n}",
        r#"list=[{"leaf":[{"n":1},{"n":2}],"n":0},{"leaf":[{"n":4}],"n":1}]"#,
    );
    check(
        "dynamic \"list\" {\n for_each = []\n}",
        "Missing dynamic content block: A dynamic block must have a nested block of type \
         \"content\" to describe the body of each generated block.",
    );
}

#[test]
fn json_bodies_mean_the_same() {
    check_json(r#"{"//": "note", "name": "a${1 + 1}", "tags": {"a": "b"}}"#, r#"name="a2" tags={"a":"b"}"#);
    check_json(r#"{"list": {"n": 1}}"#, r#"list=[{"leaf":[],"n":1}]"#);
    check_json(
        r#"{"list": [{"n": 1}, {"n": "2", "leaf": {"n": 3}}]}"#,
        r#"list=[{"leaf":[],"n":1},{"leaf":[{"n":3}],"n":2}]"#,
    );
    check_json(r#"{"map": {"a": {"n": 1}, "b": {}}}"#, r#"map={"a":{"n":1},"b":{"n":null}}"#);
    check_json(r#"{"name": null, "list": null}"#, "");
    check_json(
        r#"{"dynamic": {"list": {"for_each": [1, 2], "iterator": "it", "content": {"n": "${it.value}"}}}}"#,
        r#"list=[{"leaf":[],"n":1},{"leaf":[],"n":2}]"#,
    );
}

#[test]
fn overriding_bodies_replace_arguments_and_all_blocks_of_a_type() {
    let base = native("name = \"a\"\ntags = {}\nlist {\n n = 1\n}\nset {}").0;
    let over = native("name = \"b\"\nlist {\n n = 2\n}").0;
    let merged = ConfigBody::Merged(Box::new(base), vec![over]);
    assert_eq!(outcome((merged, Diagnostics::new())), r#"list=[{"leaf":[],"n":2}] name="b" set=[{"n":null}] tags={}"#);
}

#[test]
fn references_of_a_body_leave_iterators_out() {
    let text = "name = aws_a.b.id\ndynamic \"list\" {\n for_each = var.x\n content {\n  n = list.value + local.y\n }\n}\nset {\n n = each.key\n}";
    let found: Vec<Subject> =
        body_references(&native(text).0, &schema()).into_iter().map(|reference| reference.subject).collect();
    let expected = [
        Subject::Resource(ResourceAddr::managed("aws_a", "b")),
        Subject::Variable("x".into()),
        Subject::Local("y".into()),
        Subject::EachKey,
    ];
    assert_eq!(found, expected);
    let json_text = r#"{"dynamic": {"list": {"for_each": "${var.x}", "content": {"n": "${list.value + local.y}"}}}}"#;
    assert_eq!(body_references(&json(json_text).0, &schema()).len(), 2);
}

#[test]
fn paths_lead_to_their_place_in_the_source() {
    let text = "name = \"a\"\ntags = { k = \"v\" }\nlist {\n n = 1\n}\nlist {\n n = 2\n}";
    let at =
        |body: &ConfigBody, path: Path| decode_attribute_span(body, &path).map(|span: Span| (span.start, span.end));
    let body = native(text).0;
    let place = |needle: &str| {
        let start = u32::try_from(text.find(needle).expect("is there")).expect("short");
        Some((start, start + u32::try_from(needle.len()).expect("short")))
    };
    assert_eq!(at(&body, Path::attribute("name")), place("\"a\""));
    assert_eq!(at(&body, Path::attribute("tags").then_index(Value::from("k"))), place("\"v\""));
    assert_eq!(at(&body, Path::attribute("list").then_index(Value::from(1)).then_attribute("n")), place("2"));
    assert_eq!(at(&body, Path::attribute("absent")), None);
    let json_body = json(r#"{"list": {"n": 1}}"#).0;
    assert_eq!(at(&json_body, Path::attribute("list").then_index(Value::from(0)).then_attribute("n")), Some((15, 16)));
}
