resource "aws_sns_topic" "test" {
  name         = "orders"
  display_name = "Orders"

  delivery_policy = jsonencode({
    http = {
      defaultHealthyRetryPolicy = {
        minDelayTarget = 20
        maxDelayTarget = 30
        numRetries     = 5
      }
    }
  })

  sqs_success_feedback_role_arn    = "arn:aws:iam::000000000000:role/feedback"
  sqs_success_feedback_sample_rate = 50
  tracing_config                   = "Active"

  tags = {
    stage = "test"
  }
}
