module "bucket" {
  source   = "../../modules/private-bucket"
  for_each = var.buckets

  name          = "${local.prefix}-${each.key}"
  versioned     = each.value.versioned
  force_destroy = true
}

resource "aws_s3_object" "index" {
  bucket       = module.bucket["assets"].id
  key          = "index.html"
  content_type = "text/html"
  content      = templatefile("${path.module}/index.html.tftpl", { name = var.name, zones = module.network.zones })
}

# Uploads are announced on a queue, and read by the web server.
module "orders" {
  source = "../../modules/queue-with-dlq-and-topic"
  name   = "${local.prefix}-orders"
}

resource "aws_sqs_queue" "uploads" {
  name = "${local.prefix}-uploads"
}

data "aws_iam_policy_document" "uploads" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.uploads.arn]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [module.bucket["uploads"].arn]
    }
  }
}

resource "aws_sqs_queue_policy" "uploads" {
  queue_url = aws_sqs_queue.uploads.id
  policy    = data.aws_iam_policy_document.uploads.json
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket = module.bucket["uploads"].id

  queue {
    queue_arn     = aws_sqs_queue.uploads.arn
    events        = ["s3:ObjectCreated:*"]
    filter_suffix = ".json"
  }

  depends_on = [aws_sqs_queue_policy.uploads]
}
