resource "aws_sqs_queue" "one" {
  name = "one"
}

resource "aws_sqs_queue" "two" {
  name = "two"
}

resource "aws_sqs_queue_policy" "test" {
  queue_url = aws_sqs_queue.one.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}
