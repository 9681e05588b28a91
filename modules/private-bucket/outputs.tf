output "id" {
  description = "The name of the bucket, known when its policy is in place."
  value       = aws_s3_bucket_policy.private.id
}

output "arn" {
  description = "The ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}
