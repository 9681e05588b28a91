resource "aws_s3_bucket" "this" {
  bucket_prefix = "iac-fixture-"
  force_destroy = true
}

resource "aws_s3_object" "this" {
  bucket        = aws_s3_bucket.this.id
  key           = "greeting.txt"
  content       = "hello again"
  content_type  = "text/plain"
  cache_control = "no-cache"
  storage_class = "STANDARD_IA"

  tags = {
    Stage = "updated"
  }
}
