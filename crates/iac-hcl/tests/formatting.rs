//! Every `tests/fmt/NAME.tf` is formatted to `NAME.golden`, which `terraform fmt` 1.15.5 wrote.

use iac_hcl::fmt::format;
use std::fs;
use std::path::Path;

#[test]
fn formats_as_terraform_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fmt");
    let mut checked = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|it| it != "tf") {
            continue;
        }
        let golden = fs::read(path.with_extension("golden")).expect("a golden file");
        let formatted = format(&fs::read(&path).expect("a file"));
        assert_eq!(String::from_utf8_lossy(&formatted), String::from_utf8_lossy(&golden), "{}", path.display());
        assert_eq!(format(&golden), golden, "{}: formatting twice changes nothing", path.display());
        checked += 1;
    }
    assert!(checked >= 7);
}

#[test]
fn labels_survive() {
    // Terraform drops a label that contains a dollar or percent sign, and with it the meaning of the block.
    assert_eq!(format(b"a \"$b\" c{}\n"), b"a \"$b\" \"c\" {}\n");
    assert_eq!(format(b"a \"$${b}\\n\" {}\n"), b"a \"$${b}\\n\" {}\n");
}

#[test]
fn text_with_errors_stays_as_it_is() {
    assert_eq!(format(b"a=1 2\n"), b"a=1 2\n");
}
