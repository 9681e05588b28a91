//! What people are told about configurations that cannot be planned.

#![allow(clippy::unwrap_used, reason = "tests")]

use iac_testkit::Harness;

/// Plans the configuration; every message must be expected, by summary and a part of its detail, in order.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (plan, _, diags) = runtime.block_on(Harness::new().plan(text));
    let told: Vec<String> =
        diags.iter().map(|diagnostic| format!("{}: {}", diagnostic.summary, diagnostic.detail)).collect();
    let fits = told.len() == expected.len()
        && diags
            .iter()
            .zip(expected)
            .all(|(diagnostic, (summary, part))| diagnostic.summary == *summary && diagnostic.detail.contains(part));
    assert!(fits, "{text}\n{told:#?}");
    assert_eq!(plan.errored, diags.has_errors());
}

#[test]
fn a_cycle_is_named_by_its_members() {
    check(
        "resource \"terraform_data\" \"a\" { input = terraform_data.b.id }\nresource \"terraform_data\" \"b\" { input = terraform_data.a.id }",
        &[("Cycle: terraform_data.a, terraform_data.b", "")],
    );
    check("locals {\n a = local.b\n b = local.a\n}", &[("Cycle: local.a (expand), local.b (expand)", "")]);
}

#[test]
fn a_block_may_not_refer_to_itself() {
    check(
        "resource \"terraform_data\" \"a\" { input = terraform_data.a.id }",
        &[("Self-referential block", "Configuration for terraform_data.a may not refer to itself.")],
    );
}

#[test]
fn a_bad_count_is_explained() {
    let count = |argument: &str| {
        format!("resource \"terraform_data\" \"x\" {{}}\nresource \"terraform_data\" \"a\" {{ count = {argument} }}")
    };
    let summary = "Invalid count argument";
    check(&count("null"), &[(summary, "argument value is null. An integer is required.")]);
    check(&count("-1"), &[(summary, "must be greater than or equal to zero")]);
    check(&count("1.5"), &[(summary, "value must be a whole number")]);
    check(&count("terraform_data.x.id == \"a\" ? 1 : 2"), &[(summary, "cannot be determined until apply")]);
    check(&count("true"), &[("Incorrect value type", "number required, but have bool")]);
}

#[test]
fn a_bad_for_each_is_explained() {
    let each = |argument: &str| {
        format!("resource \"terraform_data\" \"x\" {{}}\nresource \"terraform_data\" \"a\" {{ for_each = {argument} }}")
    };
    let summary = "Invalid for_each argument";
    check(&each("[1, 2]"), &[(summary, "you have provided a value of type tuple")]);
    check(&each("null"), &[(summary, "argument value is null")]);
    check(&each("sensitive(toset([\"a\"]))"), &[(summary, "Sensitive values")]);
    check(&each("toset([terraform_data.x.id])"), &[(summary, "set includes values derived from resource attributes")]);
    check(&each("{ (terraform_data.x.id) = 1 }"), &[(summary, "map includes keys derived from resource attributes")]);
    check(&each("toset([1])"), &[("Invalid for_each set argument", "a set containing type number")]);
    check(&each("toset([\"a\", null])"), &[("Invalid for_each set argument", "must not contain null values")]);
}

#[test]
fn undeclared_names_are_reported_even_in_blocks_without_instances() {
    let input = |expr: &str| format!("resource \"terraform_data\" \"a\" {{\n count = 0\n input = {expr}\n}}");
    check(&input("var.nope"), &[("Reference to undeclared input variable", "This variable can be declared")]);
    check(&input("local.nope"), &[("Reference to undeclared local value", "\"nope\" has not been declared")]);
    check(
        &input("module.nope.x"),
        &[("Reference to undeclared module", "No module call named \"nope\" is declared in the root module.")],
    );
    check(
        &input("terraform_data.nope.id"),
        &[(
            "Reference to undeclared resource",
            "A managed resource \"terraform_data\" \"nope\" has not been declared in the root module.",
        )],
    );
    check(&input("data.fake_thing.nope.id"), &[("Reference to undeclared resource", "A data resource")]);
    check(&input("fake_thing.b.nope"), &[("Reference to undeclared resource", "fake_thing")]);
}

#[test]
fn a_provider_that_is_not_built_in_is_named_with_those_that_are() {
    check(
        "resource \"nope_thing\" \"a\" {}",
        &[(
            "Provider not available",
            "Provider hashicorp/nope is not supported by iac yet. Providers are compiled into iac, and this build has: hashicorp/fake, terraform.io/builtin/terraform.",
        )],
    );
    check("resource \"fake_nope\" \"a\" {}", &[("Invalid resource type", "\"fake_nope\"")]);
}

#[test]
fn conditions_that_fail_are_reported_with_their_message() {
    check(
        "variable \"v\" {\n default = 3\n validation {\n  condition = var.v > 4\n  error_message = \"too small\"\n }\n}",
        &[("Invalid value for variable", "too small\n\nThis was checked by the validation rule at main.tf:3,2-12.")],
    );
    check(
        "locals { v = 1 }\nresource \"fake_thing\" \"a\" {\n name = \"a\"\n lifecycle {\n precondition {\n condition = local.v == 2\n error_message = \"no\"\n }\n }\n}",
        &[("Resource precondition failed", "no")],
    );
    check(
        "locals { v = 1 }\ncheck \"c\" {\n assert {\n condition = local.v == 2\n error_message = \"look\"\n }\n}",
        &[("Check block assertion failed", "look")],
    );
}

#[test]
fn what_a_provider_rejects_points_at_the_configuration() {
    check("resource \"fake_thing\" \"a\" { name = \"\" }", &[("Invalid name", "must not be empty")]);
    check("resource \"fake_thing\" \"a\" { }", &[("Missing required argument", "\"name\"")]);
}
