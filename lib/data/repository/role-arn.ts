// Partitions are those of Amazon: aws, aws-cn, aws-us-gov and others. A path may be in front of the name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
const ROLE_ARN = /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/(?:[!-~]+\/)?[\w+=,.@-]{1,64}$/;

/** What keeps a text from being the ARN of an IAM role. */
export function roleArnFault(arn: string): string | undefined {
  return ROLE_ARN.test(arn) ? undefined : 'must be the ARN of an IAM role: partition, account of 12 digits, path and name';
}
