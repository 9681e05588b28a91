resource "aws_s3_bucket" "this" {
  bucket_prefix = "iac-fixture-"
  force_destroy = true
  acl           = "private"
  request_payer = "Requester"

  tags = {
    Name  = "fixture"
    Stage = "updated"
  }

  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://example.com"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }

  lifecycle_rule {
    id      = "logs"
    enabled = true

    tags = {
      kind = "log"
    }

    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }

    noncurrent_version_expiration {
      days = 10
    }
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "aws:kms"
      }
    }
  }

  versioning {
    enabled = false
  }

  website {
    index_document = "index.html"
    routing_rules = jsonencode([{
      Condition = { KeyPrefixEquals = "docs/" }
      Redirect  = { ReplaceKeyPrefixWith = "documents/" }
    }])
  }
}
