resource "aws_s3_bucket" "this" {
  bucket_prefix = "iac-fixture-"
  force_destroy = true
}

resource "aws_s3_object" "this" {
  bucket         = aws_s3_bucket.this.id
  key            = "other.bin"
  content_base64 = "AAEC/w=="
}
