package main

import (
	"encoding/json"
	"fmt"
	"net/netip"

	"github.com/cilium/cilium/pkg/k8s"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2/validator"
	networkingv1 "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/policy/types"
	"github.com/cilium/cilium/pkg/policy/utils"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// end is one side of traffic: a pod of some cluster of the mesh, an address outside of it, or one whom Cilium has a name of its own for.
type end struct {
	Cluster   string            `json:"cluster"`
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	Ports     map[string]uint16 `json:"ports"` // by the names under which the containers declare them
	Address   netip.Addr        `json:"address"`
	Reserved  []string          `json:"reserved"` // who it is to Cilium besides, such as "remote-node" and "kube-apiserver"
}

// traffic is a connection that somebody tries to open.
type traffic struct {
	From     end    `json:"from"`
	To       end    `json:"to"`
	Port     uint16 `json:"port"`
	Protocol string `json:"protocol"`
}

// lookup is a question to a DNS server, and the address that it answers with.
type lookup struct {
	traffic
	Name   string     `json:"name"`
	Answer netip.Addr `json:"answer"`
}

// verdict is what becomes of traffic. Only the half of the cluster's own pods means anything.
type verdict struct {
	Egress  bool `json:"egress"`
	Ingress bool `json:"ingress"`
	Seen    bool `json:"seen"` // of a lookup: whether it passed the DNS proxy, which is how Cilium learns names
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

// flows computes what the policies of one cluster let through, after some names were looked up.
func flows(q question, policies *validator.NPValidator) (answer, error) {
	found := answer{Lookups: []verdict{}, Flows: []verdict{}}
	network, err := networkWith(q, policies)
	if err != nil {
		return found, err
	}
	defer network.close()
	for _, one := range q.Lookups {
		result, err := network.lookup(one)
		if err != nil {
			return found, err
		}
		found.Lookups = append(found.Lookups, result)
	}
	for _, one := range q.Flows {
		result, err := network.flow(one)
		if err != nil {
			return found, err
		}
		found.Flows = append(found.Flows, result)
	}
	found.Rules = network.rules
	return found, nil
}
