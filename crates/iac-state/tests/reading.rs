//! What other programs and versions wrote is read, and comes back as Terraform would write it.

use iac_core::value::{Type, Value};
use iac_state::{ObjectStatus, State, parse_state, render_state};

fn read(text: &str) -> State {
    parse_state("terraform.tfstate", text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A state of version 4 with one resource, of which some fields are given.
fn with_resource(fields: &str) -> String {
    format!(
        r#"{{"version":4,"terraform_version":"1.5.0","serial":3,"lineage":"l","outputs":{{}},"resources":[{{"mode":"managed","type":"aws_x","name":"y",{fields}}}],"check_results":null}}"#
    )
}

/// A state of version 4 with one object, of which some fields are given.
fn with_object(fields: &str) -> String {
    with_resource(&format!(
        r#""provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{{{fields}}}]"#
    ))
}

/// Reading and writing gives these fields of the object.
fn check_object(fields: &str, want: &str) {
    let rendered = render_state(&read(&with_object(fields))).expect("renders");
    assert_eq!(rendered, render_state(&read(&with_object(want))).expect("renders"), "the same state: {fields}");
    let compact: serde_json::Value = serde_json::from_str(&rendered).expect("is JSON");
    let want: serde_json::Value = serde_json::from_str(&format!("{{{want}}}")).expect("is JSON");
    assert_eq!(compact["resources"][0]["instances"][0], want, "{fields}");
}

#[test]
fn every_field_of_an_object_is_preserved() {
    let rest = r#""sensitive_attributes":[],"identity_schema_version":0"#;
    for fields in [
        r#""schema_version":2,"attributes":{"id":"i","not_in_any_schema":{"a":[1.50,null]}}"#,
        r#""schema_version":0,"attributes":{"n":123456789012345678901234567890,"s":"<é\u2028>"}"#,
        r#""schema_version":1,"attributes_flat":{"id":"i","tags.%":"1","tags.Name":"a.b"}"#,
        r#""schema_version":0,"status":"tainted","attributes":{"id":"i"}"#,
        r#""schema_version":0,"deposed":"00c0ffee","attributes":{"id":"i"}"#,
        r#""schema_version":0,"index_key":3,"attributes":{"id":"i"}"#,
        r#""schema_version":0,"index_key":"a b","attributes":{"id":"i"}"#,
        r#""schema_version":0,"attributes":{"id":"i"},"private":"eyJhIjoxfQ==""#,
        r#""schema_version":0,"attributes":{"id":"i"},"create_before_destroy":true"#,
        r#""schema_version":0,"attributes":{"id":"i"},"dependencies":["aws_a.b","data.aws_c.d","module.m.aws_e.f"]"#,
        r#""schema_version":0,"attributes":{"id":"i"},"identity":{"account_id":"1","id":"i"}"#,
    ] {
        check_object(&format!("{fields},{rest}"), &format!("{fields},{rest}"));
    }
    let sensitive = r#"[[{"type":"get_attr","value":"a"},{"type":"index","value":{"value":0,"type":"number"}},{"type":"index","value":{"value":"k","type":"string"}}]]"#;
    let fields = format!(
        r#""schema_version":0,"attributes":{{"id":"i"}},"sensitive_attributes":{sensitive},"identity_schema_version":2"#
    );
    check_object(&fields, &fields);
}

#[test]
fn what_older_versions_left_out_or_wrote_otherwise_is_filled_in() {
    let rest = r#""sensitive_attributes":[],"identity_schema_version":0"#;
    let plain = format!(r#""schema_version":0,"attributes":{{"id":"i"}},{rest}"#);
    for fields in [
        r#""attributes":{"id":"i"}"#,
        r#""attributes":{"id":"i"},"sensitive_attributes":null,"identity":null,"identity_schema_version":null"#,
        r#""attributes":{"id":"i"},"depends_on":["aws_a.b"],"status":"""#,
        r#""attributes":{"id":"i"},"dependencies":["module.whole"],"private":"""#,
    ] {
        check_object(fields, &plain);
    }
    check_object(
        r#""attributes":{"id":"i"},"dependencies":["aws_a.b[0]","module.m[\"k\"].aws_c.d"]"#,
        &format!(r#"{plain},"dependencies":["aws_a.b","module.m.aws_c.d"]"#),
    );
}

#[test]
fn provider_addresses_of_every_age_are_read() {
    let check = |provider: &str, want: &str| {
        let state = read(&with_resource(&format!(r#"{provider}"instances":[{{"attributes":{{}}}}]"#)));
        let resource = state.resources.values().next().expect("a resource");
        assert_eq!(resource.provider.to_string(), want, "{provider}");
    };
    let aws = r#"provider["registry.terraform.io/hashicorp/aws"]"#;
    check(r#""provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","#, aws);
    check(r#""provider":"provider.aws","#, aws);
    check(r#""provider":"provider[\"registry.terraform.io/-/aws\"]","#, aws);
    check(r#""each":"list","provider":"provider.aws.west","#, &format!("{aws}.west"));
    check(r#""provider":"module.m.provider.aws","#, &format!("module.m.{aws}"));
    check(r#""provider":"","#, aws);
    check("", aws);
    check(r#""provider":"provider[\"example.com/a/b\"].c","#, r#"provider["example.com/a/b"].c"#);
}

#[test]
fn mistakes_say_where_they_are() {
    let check = |text: &str, want: &str| {
        let error = parse_state("s", text.as_bytes()).expect_err("is no state").to_string();
        assert!(error.contains(want), "{error}");
    };
    check(&with_object(r#""attributes":{},"status":"odd""#), "aws_x.y: status \"odd\"");
    check(&with_object(r#""index_key":1,"attributes":{},"private":"*""#), "aws_x.y[1]: private");
    check(&with_object(r#""index_key":"k""#), "aws_x.y[\"k\"]: it has no attributes");
    check(&with_resource(r#""provider":"nonsense","instances":[]"#), "provider of aws_x.y");
    check(r#"{"version":3,"modules":[{"path":["root"],"resources":{"odd":{}}}]}"#, "\"odd\"");
    check(r#"{"version":2,"modules":[]}"#, "format version 2");
}

const VERSION_3: &str = r#"{"version":3,"terraform_version":"0.11.14","serial":7,"lineage":"l","modules":[
  {"path":["root"],
   "outputs":{"l":{"sensitive":true,"type":"list","value":["a"]},"m":{"type":"map","value":{"k":"v"}},"s":{"type":"string","value":"web"}},
   "resources":{
    "aws_instance.web.0":{"type":"aws_instance","depends_on":["aws_vpc.main","module.net","data.aws_ami.x.*"],
      "primary":{"id":"i-1","attributes":{"id":"i-1","tags.%":"1","tags.Name":"a.b","sg.#":"2","sg.123":"x","sg.99":"y"},
        "meta":{"schema_version":"1","e2bfb730":{"create":600}},"tainted":true},
      "deposed":[{"id":"i-0","attributes":{"id":"i-0"}}],"provider":"provider.aws"},
    "data.aws_ami.x":{"type":"aws_ami","primary":{"id":"ami-1","attributes":{"id":"ami-1"}},"provider":"provider.aws.west"},
    "aws_instance.web.1":{"type":"aws_instance","primary":{"id":"i-2","meta":{}},"provider":""},
    "aws_instance.gone":{"type":"aws_instance","primary":null}}},
  {"path":["root","net"],"outputs":{"id":{"type":"string","value":"v"}},
   "resources":{"aws_vpc.main":{"type":"aws_vpc","depends_on":["aws_a.b"],"primary":{"id":"vpc-1","attributes":{"id":"vpc-1"}},"provider":"module.net.provider.aws"}}}]}"#;

/// What Terraform 1.15.5 made of the same file (`terraform state pull`), but for the dependencies, which it forgets, and
/// for its name of the providers, which it cannot know without a configuration.
#[test]
fn version_3_is_upgraded_as_terraform_does() {
    let state = read(VERSION_3);
    assert_eq!((state.serial, &*state.lineage, &*state.terraform_version), (7, "l", "0.11.14"));
    let json: serde_json::Value = serde_json::from_str(&render_state(&state).expect("renders")).expect("is JSON");
    let aws = r#"provider[\"registry.terraform.io/hashicorp/aws\"]"#;
    let rest = r#""sensitive_attributes":[],"identity_schema_version":0"#;
    let want = format!(
        r#"{{"version":4,"terraform_version":"0.11.14","serial":7,"lineage":"l",
        "outputs":{{"l":{{"value":["a"],"type":["list","string"],"sensitive":true}},"m":{{"value":{{"k":"v"}},"type":["map","string"]}},"s":{{"value":"web","type":"string"}}}},
        "resources":[
         {{"mode":"data","type":"aws_ami","name":"x","provider":"{aws}.west","instances":[{{"schema_version":0,"attributes_flat":{{"id":"ami-1"}},{rest}}}]}},
         {{"mode":"managed","type":"aws_instance","name":"web","provider":"{aws}","instances":[
          {{"index_key":0,"status":"tainted","schema_version":1,"attributes_flat":{{"id":"i-1","sg.#":"2","sg.123":"x","sg.99":"y","tags.%":"1","tags.Name":"a.b"}},{rest},
            "private":"eyJlMmJmYjczMCI6eyJjcmVhdGUiOjYwMH19","dependencies":["aws_vpc.main","data.aws_ami.x"]}},
          {{"index_key":0,"deposed":"00000001","schema_version":0,"attributes_flat":{{"id":"i-0"}},{rest},"dependencies":["aws_vpc.main","data.aws_ami.x"]}},
          {{"index_key":1,"schema_version":0,"attributes_flat":{{"id":"i-2"}},{rest}}}]}},
         {{"module":"module.net","mode":"managed","type":"aws_vpc","name":"main","provider":"module.net.{aws}","instances":[
          {{"schema_version":0,"attributes_flat":{{"id":"vpc-1"}},{rest},"dependencies":["module.net.aws_a.b"]}}]}}],
        "check_results":null}}"#
    );
    assert_eq!(json, serde_json::from_str::<serde_json::Value>(&want).expect("is JSON"));
}

#[test]
fn flat_attributes_become_values_of_the_schema() {
    let state = read(VERSION_3);
    let web = state.object(&"aws_instance.web[0]".parse().expect("an address")).expect("an object");
    assert_eq!((web.status, web.schema_version), (ObjectStatus::Tainted, 1));
    let ty = Type::object([
        ("id", Type::String),
        ("tags", Type::map(Type::String)),
        ("sg", Type::set(Type::String)),
        ("absent", Type::list(Type::String)),
    ]);
    let want = Value::object([
        ("id", Value::string("i-1")),
        ("tags", Value::map(Type::String, [("Name".into(), Value::string("a.b"))].into_iter().collect())),
        ("sg", Value::set(Type::String, vec![Value::string("x"), Value::string("y")])),
        ("absent", Value::null(Type::list(Type::String))),
    ]);
    assert_eq!(web.attributes.decode(&ty).expect("decodes"), want);
}
