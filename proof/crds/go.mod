module fleetwright.dev/proof/crds

go 1.26.0

require (
	github.com/aws/karpenter-provider-aws v1.13.1
	github.com/elastic/cloud-on-k8s/v3 v3.5.0
	github.com/prometheus-operator/prometheus-operator v0.93.0
	sigs.k8s.io/cluster-api v1.14.0
	sigs.k8s.io/cluster-api-provider-aws/v2 v2.13.0
	sigs.k8s.io/cluster-api-provider-azure v1.26.0
	sigs.k8s.io/cluster-api-provider-gcp v1.13.1
	sigs.k8s.io/gateway-api v1.6.1
	sigs.k8s.io/mcs-api v0.5.0
)
