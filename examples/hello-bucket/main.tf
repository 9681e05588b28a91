terraform {
  backend "local" { path = "../../state/hello-bucket.tfstate" }
}

resource "aws_s3_bucket" "hello" { bucket = "hello" }
