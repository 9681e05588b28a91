data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/&{aws:username}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "test" {
  policy_id                 = "all"
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = { Sid = "Write", Effect = "Deny", Action = "s3:PutObject", Resource = "*" } })]

  statement {
    sid         = "Write"
    effect      = "Allow"
    not_actions = ["s3:DeleteBucket"]
    resources   = ["*"]
  }
}

output "json" {
  value = data.aws_iam_policy_document.test.json
}
