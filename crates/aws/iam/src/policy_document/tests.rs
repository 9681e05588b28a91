//! What documents look like, compared with those that Terraform's AWS provider made.

use super::statement::{ConditionBlock, PrincipalBlock};
use super::*;
use iac_provider::contract::assert_data_source;

#[test]
fn the_model_is_sound() {
    assert_data_source::<PolicyDocument>();
}

fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn principal(kind: &str, identifiers: &[&str]) -> PrincipalBlock {
    PrincipalBlock { kind: kind.into(), identifiers: set(identifiers) }
}

fn condition(test: &str, variable: &str, values: &[&str]) -> ConditionBlock {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    ConditionBlock { test: test.into(), variable: variable.into(), values }
}

fn statement(sid: &str, actions: &[&str], resources: &[&str]) -> Statement {
    Statement {
        sid: sid.into(),
        effect: "Allow".into(),
        actions: set(actions),
        resources: set(resources),
        ..Statement::default()
    }
}

fn document(statement: Vec<Statement>) -> PolicyDocument {
    PolicyDocument { version: "2012-10-17".into(), statement, ..PolicyDocument::default() }
}

fn check(config: &PolicyDocument, wanted: &str) {
    assert_eq!(config.document().map(|document| document.minified()), Ok(wanted.to_owned()));
}

fn check_error(config: &PolicyDocument, wanted: &str) {
    assert_eq!(config.document().map_err(|error| error.message).unwrap_err(), wanted);
}

fn account(partition: &str, digit: char) -> String {
    format!("arn:{partition}:iam::{}:root", digit.to_string().repeat(12))
}

#[test]
fn the_text_is_indented_by_two_and_the_identifier_is_its_checksum() {
    let trust = Statement {
        principals: vec![principal("Service", &["ec2.amazonaws.com"])],
        ..statement("", &["sts:AssumeRole"], &[])
    };
    let text = document(vec![trust]).document().expect("a document").indented();
    let wanted = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \
                  \"Action\": \"sts:AssumeRole\",\n      \"Principal\": {\n        \"Service\": \"ec2.amazonaws.com\"\n      \
                  }\n    }\n  ]\n}";
    assert_eq!((text.as_str(), set_order::checksum(&text)), (wanted, 2_851_119_427));
}

#[test]
fn lists_descend_and_a_single_element_stands_alone() {
    let one = statement("s", &["a:a", "b:b", "a:c"], &["&{aws:username}/<&>"]);
    check(
        &document(vec![one]),
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow","Action":["b:b","a:c","a:a"],"Resource":"${aws:username}/\u003c\u0026\u003e"}]}"#,
    );
}

#[test]
fn lists_are_sorted_as_written() {
    check(
        &document(vec![statement("", &["*"], &["a/%", "a/&{x}"])]),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":["a/${x}","a/%"]}]}"#,
    );
}

#[test]
fn principals_of_one_kind_are_merged_in_the_order_of_sets() {
    for (partition, order) in [("aws", ['3', '4', '2', '1']), ("aws-us-gov", ['3', '2', '1', '4'])] {
        let arn = |digit| account(partition, digit);
        let blocks = vec![
            principal("AWS", &[&arn('1'), &arn('2')]),
            principal("AWS", &[&arn('3')]),
            principal("AWS", &[&arn('4')]),
        ];
        let one = Statement { principals: blocks, ..statement("", &["*"], &[]) };
        let order = order.map(|digit| format!("\"{}\"", arn(digit))).join(",");
        let wanted = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"*","Principal":{{"AWS":[{order}]}}}}]}}"#
        );
        check(&document(vec![one]), &wanted);
    }
}

#[test]
fn everybody_is_not_every_account() {
    let with = |kind| {
        let principals = vec![principal(kind, &["*"])];
        document(vec![Statement { principals, ..statement("", &["*"], &[]) }])
    };
    check(&with("*"), r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Principal":"*"}]}"#);
    check(
        &with("AWS"),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Principal":{"AWS":"*"}}]}"#,
    );
}

#[test]
fn values_of_equal_conditions_are_joined_in_their_order() {
    let conditions = vec![
        condition("StringEquals", "s3:prefix", &["three/"]),
        condition("StringEquals", "s3:prefix", &["one/", "two/"]),
        condition("Bool", "aws:SecureTransport", &["false"]),
    ];
    let one = Statement { condition: conditions, ..statement("", &["*"], &[]) };
    check(
        &document(vec![one]),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"StringEquals":{"s3:prefix":["one/","two/","three/"]}}}]}"#,
    );
}

#[test]
fn statements_replace_those_of_sources_and_overrides_replace_them() {
    let text = |sid: &str, action: &str| {
        Some(format!(r#"{{"Version":"2008-10-17","Statement":{{"Sid":"{sid}","Action":["{action}"],"More":1}}}}"#))
    };
    let mut config = document(vec![statement("a", &["own:a"], &[]), statement("b", &["own:b"], &[])]);
    config.source_policy_documents = Some(vec![text("a", "source:a"), None, text("c", "source:c")]);
    config.override_policy_documents = Some(vec![text("b", "override:b"), text("", "more:x")]);
    config.policy_id = Some("id".into());
    check(
        &config,
        r#"{"Version":"2012-10-17","Id":"id","Statement":[{"Sid":"a","Effect":"Allow","Action":"own:a"},{"Sid":"c","Action":["source:c"]},{"Sid":"b","Action":["override:b"]},{"Action":["more:x"]}]}"#,
    );
    config.source_policy_documents = Some(vec![text("a", "x:x"), text("a", "y:y")]);
    check_error(
        &config,
        "writing IAM Policy Document: merging source document 1: duplicate Sid (a) in source_policy_documents (statement 0). \
         Remove the Sid or ensure Sids are unique.",
    );
}

#[test]
fn a_document_without_statements_has_no_list_of_them() {
    check(&document(Vec::new()), r#"{"Version":"2012-10-17"}"#);
}

#[test]
fn what_cannot_be_is_reported() {
    check_error(
        &document(vec![statement("1", &["a:a"], &[]), statement("1", &["b:b"], &[])]),
        "writing IAM Policy Document: duplicate Sid (1). Remove the Sid or ensure the Sid is unique.",
    );
    let mut old = document(vec![statement("", &["a:a"], &["&{x}"])]);
    old.version = "2008-10-17".into();
    check_error(&old, "found &{ sequence in (&{x}), which is not supported in document version 2008-10-17");
}
