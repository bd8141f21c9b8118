// Asks Karpenter's own code about NodePools, without a cluster.
//
// In, one JSON object per line: {"nodePool": {...}}, what a provider adds to Karpenter's idea of labels as "wellKnown" (keys),
// "restricted" (domains) and "values" (all that a key may have), and where it is asked who would host a pod, the pod's template as "pod".
// Out, one JSON object per line, in the same order: {"refusals": ["..."], "hosts": true, "why": "..."}.
//
// Run: go run . < questions.jsonl
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"

	"github.com/go-logr/logr"
	"go.uber.org/multierr"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/utils/clock"
	"sigs.k8s.io/controller-runtime/pkg/log"
	karpenter "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/scheduling"
)

type question struct {
	NodePool   json.RawMessage         `json:"nodePool"`
	Pod        *corev1.PodTemplateSpec `json:"pod"`
	WellKnown  []string                `json:"wellKnown"`
	Restricted []string                `json:"restricted"`
	Values     map[string][]string     `json:"values"`
}

type answer struct {
	Refusals []string `json:"refusals"`
	Hosts    bool     `json:"hosts"`
	Why      string   `json:"why,omitempty"`
}

var (
	wellKnown  = karpenter.WellKnownLabels.Clone()
	restricted = karpenter.RestrictedLabelDomains.Clone()
	values     = maps.Clone(karpenter.WellKnownValuesForRequirements)
)

func main() {
	log.SetLogger(logr.Discard())
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	print := json.NewEncoder(out)
	print.SetEscapeHTML(false)
	for in.More() {
		var q question
		must(in.Decode(&q))
		must(print.Encode(judge(q)))
	}
}

func judge(q question) answer {
	// A provider does this once as it starts; here each question brings its own.
	karpenter.WellKnownLabels = wellKnown.Union(sets.New(q.WellKnown...))
	karpenter.RestrictedLabelDomains = restricted.Union(sets.New(q.Restricted...))
	karpenter.WellKnownValuesForRequirements = maps.Clone(values)
	for key, all := range q.Values {
		karpenter.WellKnownValuesForRequirements[key] = sets.New(all...)
	}
	pool := &karpenter.NodePool{}
	decoder := json.NewDecoder(bytes.NewReader(q.NodePool))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(pool); err != nil {
		return answer{Refusals: []string{err.Error()}}
	}
	found := answer{Refusals: []string{}}
	for _, err := range multierr.Errors(pool.RuntimeValidate(context.Background())) {
		found.Refusals = append(found.Refusals, err.Error())
	}
	for _, budget := range pool.Spec.Disruption.Budgets {
		if _, err := budget.GetAllowedDisruptions(clock.RealClock{}, 10); err != nil {
			found.Refusals = append(found.Refusals, err.Error())
		}
	}
	if q.Pod != nil {
		why := hosts(pool, &corev1.Pod{ObjectMeta: q.Pod.ObjectMeta, Spec: q.Pod.Spec})
		found.Hosts = why == nil
		if why != nil {
			found.Why = why.Error()
		}
	}
	return found
}

// hosts says why a pod could not go to a node of the pool; what it merely prefers does not count.
func hosts(pool *karpenter.NodePool, pod *corev1.Pod) error {
	if err := scheduling.Taints(pool.Spec.Template.Spec.Taints).ToleratesPod(pod); err != nil {
		return err
	}
	node := scheduling.NewNodeSelectorRequirementsWithMinValues(pool.Spec.Template.Spec.Requirements...)
	node.Add(scheduling.NewLabelRequirements(pool.Spec.Template.Labels).Values()...)
	node.Add(scheduling.NewLabelRequirements(map[string]string{karpenter.NodePoolLabelKey: pool.Name}).Values()...)
	return node.Compatible(scheduling.NewStrictPodRequirements(pod), scheduling.AllowUndefinedWellKnownLabels)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
