output "queue_url" {
  description = "The URL of the queue."
  value       = aws_sqs_queue.this.url
}

output "queue_arn" {
  description = "The ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "dead_letter_queue_url" {
  description = "The URL of the queue that receives dead letters."
  value       = aws_sqs_queue.dead_letters.url
}

output "topic_arn" {
  description = "The ARN of the topic."
  value       = aws_sns_topic.this.arn
}
