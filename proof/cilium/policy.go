package main

import (
	"encoding/json"
	"fmt"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/identity/identitymanager"
	"github.com/cilium/cilium/pkg/k8s"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2/validator"
	networkingv1 "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/types"
	"github.com/cilium/cilium/pkg/policy/utils"
	testidentity "github.com/cilium/cilium/pkg/testutils/identity"
	testpolicy "github.com/cilium/cilium/pkg/testutils/policy"
	"github.com/cilium/cilium/pkg/u8proto"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// endpoint is a pod of some cluster of the mesh.
type endpoint struct {
	Cluster   string            `json:"cluster"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
}

// read has Cilium take a policy in as its agent does in a cluster of that name: by schema, then Parse, which sanitizes.
func read(object json.RawMessage, policies *validator.NPValidator, cluster string) (types.PolicyEntries, error) {
	var raw unstructured.Unstructured
	if err := json.Unmarshal(object, &raw); err != nil {
		return nil, err
	}
	switch raw.GetKind() {
	case "CiliumNetworkPolicy":
		if err := policies.ValidateCNP(&raw); err != nil {
			return nil, err
		}
		var cnp v2.CiliumNetworkPolicy
		if err := json.Unmarshal(object, &cnp); err != nil {
			return nil, err
		}
		rules, err := cnp.Parse(quiet, cluster)
		if err != nil {
			return nil, err
		}
		for _, rule := range rules {
			if err := rule.Sanitize(); err != nil {
				return nil, err
			}
		}
		return utils.RulesToPolicyEntries(rules), nil
	case "NetworkPolicy":
		var np networkingv1.NetworkPolicy
		if err := json.Unmarshal(object, &np); err != nil {
			return nil, err
		}
		return k8s.ParseNetworkPolicy(quiet, cluster, &np)
	}
	return nil, fmt.Errorf("%s is no policy", raw.GetKind())
}

// flow computes whether the policies of one cluster let a pod out to another, and in from it. Only the half of the cluster's own pod means anything.
func flow(q question, policies *validator.NPValidator) (answer, error) {
	from, to := identityOf(q.From, 1001), identityOf(q.To, 1002)
	known := identity.IdentityMap{from.ID: from.LabelArray, to.ID: to.LabelArray}
	manager := identitymanager.NewIDManager(quiet)
	repository := policy.NewPolicyRepository(quiet, known, nil, nil, manager, testpolicy.NewPolicyMetricsNoop())
	repository.GetSelectorCache().SetLocalIdentityNotifier(testidentity.NewDummyIdentityNotifier())
	rules := 0
	for _, object := range q.Objects {
		entries, err := read(object, policies, q.Cluster.Name)
		if err != nil {
			return answer{}, err
		}
		repository.MustAddPolicyEntries(entries)
		rules += len(entries)
	}
	verdict, _, _, err := policy.LookupFlow(quiet, repository, manager, types.Flow{From: from, To: to, Proto: u8proto.TCP, Dport: q.Port})
	return answer{Rules: rules, Egress: verdict.Egress == types.DecisionAllowed, Ingress: verdict.Ingress == types.DecisionAllowed}, err
}

func identityOf(pod endpoint, id identity.NumericIdentity) *identity.Identity {
	all := map[string]string{
		"io.cilium.k8s.policy.cluster":                               pod.Cluster,
		"io.kubernetes.pod.namespace":                                pod.Namespace,
		"io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name": pod.Namespace,
	}
	for key, value := range pod.Labels {
		all[key] = value
	}
	return identity.NewIdentity(id, labels.Map2Labels(all, labels.LabelSourceK8s))
}
