resource "aws_s3_bucket" "this" {
  bucket_prefix = "iac-fixture-"
  force_destroy = true
}

resource "aws_s3_object" "this" {
  bucket       = aws_s3_bucket.this.id
  key          = "greeting.txt"
  content      = "hello"
  content_type = "text/plain"

  metadata = {
    author = "somebody"
  }

  tags = {
    Name = "fixture"
  }
}
