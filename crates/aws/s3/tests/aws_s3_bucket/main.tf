resource "aws_s3_bucket" "this" {
  bucket_prefix = "iac-fixture-"
  force_destroy = true
  acl           = "private"

  tags = {
    Name = "fixture"
  }

  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://example.com"]
  }

  lifecycle_rule {
    id      = "logs"
    enabled = true
    prefix  = "logs/"

    expiration {
      days = 90
    }
  }

  versioning {
    enabled = true
  }
}
