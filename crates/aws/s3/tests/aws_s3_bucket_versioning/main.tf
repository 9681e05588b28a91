resource "aws_s3_bucket" "first" {
  bucket_prefix = "iac-fixture-"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.first.id

  versioning_configuration {
    status = "Enabled"
  }
}
