/** Such as `m7i.large`, `c7i.metal-24xl` and `u7i-12tb.224xlarge`. */
export const AWS_INSTANCE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;

export const AWS_INSTANCE_TYPE_RULE = "must be the name of an instance type: a family, '.' and a size";
