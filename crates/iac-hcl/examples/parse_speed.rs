//! Measures the parser: `parse_speed FILE…` repeats the given files to 8 MiB; without files, generates text.
//! Prints megabytes per second of the fastest of five passes, and the time for 100,000 object keys.
#![expect(clippy::print_stdout, reason = "prints its result")]

use iac_core::diag::SourceId;
use iac_hcl::{parse_body, tokenize};
use std::fmt::Write as _;
use std::time::Instant;

const PASS: usize = 8 << 20;
const PASSES: usize = 5;

fn main() {
    let mut texts: Vec<Vec<u8>> =
        std::env::args().skip(1).map(|path| std::fs::read(path).expect("a readable file")).collect();
    if texts.is_empty() {
        texts.push(generated().into_bytes());
    }
    let total: usize = texts.iter().map(Vec::len).sum();
    let rounds = PASS.div_ceil(total.max(1));
    measure("tokenize", &texts, rounds, |text| tokenize(SourceId(0), text).len());
    measure("parse", &texts, rounds, |text| parse_body(SourceId(0), text));
    let errors: usize = texts.iter().map(|text| parse_body(SourceId(0), text).1.len()).sum();
    println!("{errors} errors");
    let keys = object_keys(100_000);
    let start = Instant::now();
    let (_, diags) = parse_body(SourceId(0), keys.as_bytes());
    println!("100,000 object keys: {:.3} s, {} errors", start.elapsed().as_secs_f64(), diags.len());
}

/// Prints the speed of the fastest of a few passes over the texts.
fn measure<T>(what: &str, texts: &[Vec<u8>], rounds: usize, run: impl Fn(&[u8]) -> T) {
    let bytes = rounds * texts.iter().map(Vec::len).sum::<usize>();
    let mut best = f64::INFINITY;
    for _ in 0..PASSES {
        let start = Instant::now();
        let results: Vec<T> = (0..rounds).flat_map(|_| texts).map(|text| run(text)).collect();
        best = best.min(start.elapsed().as_secs_f64());
        // Freeing them is no part of the work.
        drop(results);
    }
    let megabytes = u32::try_from(bytes >> 10).map_or(0.0, |kib| f64::from(kib) * 1024.0 / 1e6);
    println!("{what}: {:.1} MB/s", megabytes / best);
}

fn object_keys(count: usize) -> String {
    let mut text = String::from("locals {\n  a = {\n");
    for at in 0..count {
        let _ = writeln!(text, "    key_{at} = \"value {at}\"");
    }
    text.push_str("  }\n}\n");
    text
}

fn generated() -> String {
    let mut text = String::new();
    for at in 0..1000 {
        let _ = write!(
            text,
            r#"# Server number {at} of the fleet.
resource "aws_instance" "server_{at}" {{
  ami           = data.aws_ami.ubuntu.id
  instance_type = var.production ? "m5.large" : "t3.micro"
  subnet_id     = element(aws_subnet.private[*].id, {at} % length(aws_subnet.private))

  tags = merge(var.tags, {{
    Name = "${{var.prefix}}-server-{at}"
    Role = "web"
  }})

  user_data = <<-EOT
    #!/bin/sh
    echo "${{var.greeting}}" > /etc/motd
    %{{ for user in var.users ~}}
    useradd ${{user}}
    %{{ endfor ~}}
  EOT
}}

"#
        );
    }
    text
}
