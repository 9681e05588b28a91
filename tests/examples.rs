//! Every configuration in `examples/`, from nothing to nothing on LocalStack, looked at with the real AWS CLI.
//!
//! Needs `IAC_TEST_ENDPOINT` and `IAC_TEST_AWSLOCAL`, as `scripts/test` sets them; without them each test says that it
//! was skipped, or fails where `IAC_REQUIRE_LOCALSTACK=1`. Each example has an account of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use serde_json::Value;

#[test]
fn hello_bucket_makes_a_bucket() {
    check("hello-bucket", "100000000001", &[("s3api list-buckets --query Buckets[].Name", r#"["hello"]"#)]);
}

#[test]
fn vpc_makes_a_subnet_of_each_kind_in_every_zone() {
    check(
        "vpc",
        "100000000002",
        &[
            ("ec2 describe-vpcs --filters Name=cidr,Values=10.20.0.0/16 --query length(Vpcs)", "1"),
            ("ec2 describe-subnets --filters Name=tag:Name,Values=example-* --query length(Subnets)", "12"),
            (
                "ec2 describe-internet-gateways --filters Name=tag:Name,Values=example --query length(InternetGateways)",
                "1",
            ),
            (
                "ec2 describe-security-groups --filters Name=group-name,Values=example-internal --query length(SecurityGroups)",
                "1",
            ),
        ],
    );
}

#[test]
fn web_platform_makes_all_its_parts() {
    check(
        "web-platform",
        "100000000003",
        &[
            (
                "s3api list-buckets --query sort(Buckets[].Name)",
                r#"["shop-dev-assets","shop-dev-reports","shop-dev-uploads"]"#,
            ),
            ("s3api list-objects-v2 --bucket shop-dev-assets --query Contents[].Key", r#"["index.html"]"#),
            ("s3api get-bucket-versioning --bucket shop-dev-reports --query Status", r#""Enabled""#),
            (
                "s3api get-bucket-notification-configuration --bucket shop-dev-uploads --query length(QueueConfigurations)",
                "1",
            ),
            ("sqs list-queues --query length(QueueUrls)", "3"),
            ("sns list-subscriptions --query Subscriptions[].Protocol", r#"["sqs"]"#),
            ("iam list-roles --query sort(Roles[].RoleName)", r#"["shop-dev-web","shop-dev-worker"]"#),
            ("iam list-role-policies --role-name shop-dev-web --query PolicyNames", r#"["permissions"]"#),
            (
                "ec2 describe-instances --filters Name=instance-state-name,Values=running --query length(Reservations)",
                "1",
            ),
        ],
    );
}

#[test]
fn many_makes_two_hundred_objects() {
    check("many", "100000000004", &[("s3api list-objects-v2 --bucket many-objects --query length(Contents)", "200")]);
}

/// Runs an example: init, plan, apply, the questions to the AWS CLI, an empty second plan, destroy, nothing left.
fn check(example: &str, account: &str, questions: &[(&str, &str)]) {
    let Some(run) = Run::of(example, account) else { return };
    run.iac(&["init"], 0);
    run.iac(&["plan", "-detailed-exitcode"], 2);
    let applied = run.iac(&["apply", "-auto-approve"], 0);
    assert!(applied.contains("Apply complete!"), "{applied}");
    for (question, expected) in questions {
        let expected: Value = serde_json::from_str(expected).expect("the expectation is JSON");
        assert_eq!(run.ask(question), Some(expected), "{question}");
    }
    assert!(run.objects_in_state() > 0, "the state of {example} is under state/");
    let second = run.iac(&["plan", "-detailed-exitcode"], 0);
    assert!(second.contains("No changes."), "{second}");
    run.iac(&["destroy", "-auto-approve"], 0);
    assert_eq!(run.objects_in_state(), 0, "destroy empties the state");
    for (question, expected) in questions {
        let expected: Value = serde_json::from_str(expected).expect("the expectation is JSON");
        assert_ne!(run.ask(question), Some(expected), "destroy left something: {question}");
    }
}

/// A copy of the examples in a folder of its own, and where LocalStack is.
struct Run {
    folder: PathBuf,
    example: String,
    account: String,
    endpoint: String,
    awslocal: String,
}

impl Run {
    fn of(example: &str, account: &str) -> Option<Self> {
        let (Ok(endpoint), Ok(awslocal)) = (env::var("IAC_TEST_ENDPOINT"), env::var("IAC_TEST_AWSLOCAL")) else {
            let required = env::var("IAC_REQUIRE_LOCALSTACK").is_ok_and(|value| value == "1");
            assert!(!required, "needs IAC_TEST_ENDPOINT and IAC_TEST_AWSLOCAL: run it with scripts/test");
            eprintln!("skipped: no LocalStack; run it with scripts/test");
            return None;
        };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("example-{example}"));
        let _ = fs::remove_dir_all(&folder);
        for part in ["examples", "modules"] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &folder.join(part));
        }
        fs::create_dir_all(folder.join("state")).expect("a folder for states");
        Some(Self { folder, example: example.to_owned(), account: account.to_owned(), endpoint, awslocal })
    }

    /// Runs `iac` in the example; answers what it printed.
    fn iac(&self, arguments: &[&str], expected_code: i32) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iac"));
        command.current_dir(self.folder.join("examples").join(&self.example)).args(arguments).arg("-no-color");
        command.env("IAC_ENDPOINT_URL", &self.endpoint).env("TF_IN_AUTOMATION", "1").env("TF_INPUT", "0");
        let output = self.run(&mut command);
        let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(expected_code), "iac {}: {text}", arguments.join(" "));
        text
    }

    /// Asks the AWS CLI; `None` if it answers with an error, as it does for what is gone.
    fn ask(&self, question: &str) -> Option<Value> {
        let mut command = Command::new(&self.awslocal);
        command.args(question.split(' ')).args(["--output", "json"]).env("AWS_ENDPOINT_URL", &self.endpoint);
        let output = self.run(&mut command);
        output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
    }

    fn run(&self, command: &mut Command) -> Output {
        command.env("AWS_ACCESS_KEY_ID", &self.account).env("AWS_SECRET_ACCESS_KEY", "test");
        command.env("AWS_DEFAULT_REGION", "us-east-1").stdin(Stdio::null()).output().expect("the program starts")
    }

    fn objects_in_state(&self) -> usize {
        let state = fs::read(self.folder.join("state").join(format!("{}.tfstate", self.example))).unwrap_or_default();
        let state: Value = serde_json::from_slice(&state).unwrap_or_default();
        state["resources"]
            .as_array()
            .map_or(0, |resources| resources.iter().filter(|it| it["mode"] == "managed").count())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the copy");
    for entry in fs::read_dir(from).expect("the folder is there").flatten() {
        let name = entry.file_name();
        if entry.path().is_dir() {
            if name != ".terraform" {
                copy(&entry.path(), &to.join(name));
            }
        } else {
            fs::copy(entry.path(), to.join(name)).expect("the file is copied");
        }
    }
}
