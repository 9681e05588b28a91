resource "aws_s3_bucket" "first" {
  bucket_prefix = "iac-fixture-"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.first.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.first.arn}/*"
    }]
  })
}
