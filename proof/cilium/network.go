package main

import (
	"context"
	"net/netip"
	"sync"
	"time"

	cmtypes "github.com/cilium/cilium/pkg/clustermesh/types"
	"github.com/cilium/cilium/pkg/defaults"
	"github.com/cilium/cilium/pkg/endpoint/regeneration"
	"github.com/cilium/cilium/pkg/fqdn"
	"github.com/cilium/cilium/pkg/fqdn/dns"
	"github.com/cilium/cilium/pkg/fqdn/dnsproxy"
	"github.com/cilium/cilium/pkg/fqdn/namemanager"
	"github.com/cilium/cilium/pkg/fqdn/restore"
	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/identity/identitymanager"
	"github.com/cilium/cilium/pkg/ipcache"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2/validator"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/option"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/spanstat"
	testidentity "github.com/cilium/cilium/pkg/testutils/identity"
	testpolicy "github.com/cilium/cilium/pkg/testutils/policy"
	"github.com/cilium/cilium/pkg/u8proto"
)

// network is the part of Cilium's agent that decides what gets through: policies, identities, and names with the addresses behind them.
type network struct {
	repository *policy.Repository
	manager    identitymanager.IDManager
	addresses  *ipcache.IPCache
	names      namemanager.NameManager
	proxy      *dnsproxy.DNSProxy
	identities map[string]*identity.Identity
	cancel     context.CancelFunc
	rules      int
}

func networkWith(q question, policies *validator.NPValidator) (*network, error) {
	ctx, cancel := context.WithCancel(context.Background())
	manager := identitymanager.NewIDManager(quiet)
	repository := policy.NewPolicyRepository(quiet, nil, nil, nil, manager, testpolicy.NewPolicyMetricsNoop())
	n := &network{repository: repository, manager: manager, identities: map[string]*identity.Identity{}, cancel: cancel}
	n.addresses = ipcache.NewIPCache(&ipcache.Configuration{
		Context: ctx, Logger: quiet, IdentityAllocator: testidentity.NewMockIdentityAllocator(nil), IdentityUpdater: n,
	})
	n.addresses.TriggerLabelInjection()
	n.names = namemanager.New(namemanager.ManagerParams{
		Logger: quiet, PolicyRepo: repository, IPCache: n.addresses,
		Config: namemanager.NameManagerConfig{MinTTL: 1, DNSProxyLockCount: defaults.DNSProxyLockCount},
	})
	n.proxy = dnsproxy.NewDNSProxy(dnsproxy.DNSProxyConfig{Logger: quiet, IPv4: true, IPv6: true}, nil, nil)
	for _, object := range q.Objects {
		entries, err := read(object, policies, q.Cluster.Name)
		if err != nil {
			n.close()
			return nil, err
		}
		repository.MustAddPolicyEntries(entries)
		n.rules += len(entries)
	}
	return n, nil
}

func (n *network) close() {
	n.cancel()
	n.addresses.Shutdown()
}

// flow says what becomes of a connection on either side.
func (n *network) flow(t traffic) (verdict, error) {
	out, err := n.half(t, false)
	if err != nil {
		return verdict{}, err
	}
	in, err := n.half(t, true)
	return verdict{Egress: out.allowed, Ingress: in.allowed}, err
}

// lookup says what becomes of a question to a DNS server. Where it passes the proxy, its answer is learnt, as the agent does.
func (n *network) lookup(l lookup) (verdict, error) {
	out, err := n.half(l.traffic, false)
	if err != nil || !out.allowed || !out.proxied {
		return verdict{Egress: out.allowed}, err
	}
	protocol, err := protocolOf(l.traffic)
	if err != nil {
		return verdict{}, err
	}
	allowed, err := n.proxy.CheckAllowed(uint64(out.caller.ID), restore.MakeV2PortProto(l.Port, protocol), out.called.ID, l.Answer, l.Name)
	if err != nil || !allowed {
		return verdict{}, err
	}
	record := &fqdn.DNSIPRecords{TTL: 3600, IPs: []netip.Addr{l.Answer}}
	return verdict{Egress: true, Seen: true}, <-n.names.UpdateGenerateDNS(context.Background(), time.Now(), dns.FQDN(l.Name), record)
}

// half is one side of a connection.
type half struct {
	caller, called   *identity.Identity
	allowed, proxied bool
}

func (n *network) half(t traffic, ingress bool) (half, error) {
	protocol, err := protocolOf(t)
	if err != nil {
		return half{}, err
	}
	result := half{caller: n.identityOf(t.From), called: n.identityOf(t.To)}
	subject, peer, side := result.caller, result.called, t.From
	if ingress {
		subject, peer, side = peer, subject, t.To
	}
	if side.isOutside() {
		// No policy of the cluster is about what lies outside of it.
		result.allowed = true
		return result, nil
	}
	owner := &owner{id: uint64(subject.ID), ports: t.To.Ports}
	selected, _, err := n.repository.GetSelectorPolicy(subject, 0, &statistics{}, owner.id)
	if err != nil {
		return half{}, err
	}
	redirects := map[string]uint16{}
	for filter, tuple := range selected.RedirectFilters() {
		redirects[policy.ProxyID(uint16(owner.id), filter.Ingress, string(filter.Protocol), filter.Port, tuple.Policy.GetListener())] = 1
		if _, err := n.proxy.UpdateAllowed(owner.id, restore.MakeV2PortProto(filter.Port, filter.U8Proto), filter.PerSelectorPolicies); err != nil {
			return half{}, err
		}
	}
	distilled := selected.DistillPolicy(quiet, owner, redirects)
	distilled.Ready()
	defer distilled.Detach(quiet)
	key := policy.EgressKey()
	if ingress {
		key = policy.IngressKey()
	}
	entry, _, _ := distilled.Lookup(key.WithIdentity(peer.ID).WithPortProto(protocol, t.Port))
	result.allowed, result.proxied = !entry.IsDeny(), entry.IsRedirectEntry()
	return result, nil
}

func protocolOf(t traffic) (u8proto.U8proto, error) {
	if t.Protocol == "" {
		return u8proto.TCP, nil
	}
	return u8proto.ParseProtocol(t.Protocol)
}

func (e end) isOutside() bool { return e.Address.IsValid() || len(e.Reserved) > 0 }

// identityOf is what Cilium knows of one side: of a pod its labels, of an address the names under which it was learnt, or where it lies.
func (n *network) identityOf(e end) *identity.Identity {
	if len(e.Reserved) > 0 {
		return n.reserved(e)
	}
	if !e.Address.IsValid() {
		return n.withLabels(podLabels(e), identity.IdentityScopeGlobal)
	}
	prefix := netip.PrefixFrom(e.Address, e.Address.BitLen())
	if learnt, found := n.addresses.LookupByPrefix(cmtypes.NewLocalPrefixCluster(prefix).String()); found {
		return n.addresses.IdentityAllocator.LookupIdentityByID(context.Background(), learnt.ID)
	}
	return n.withLabels(labels.GetCIDRLabels(prefix), identity.IdentityScopeLocal)
}

// reserved is one whom Cilium has a name for: a node, its ingress, or an API server, which has its address besides where it is no node.
func (n *network) reserved(e end) *identity.Identity {
	all := labels.Labels{}
	for _, name := range e.Reserved {
		all[name] = labels.NewLabel(name, "", labels.LabelSourceReserved)
	}
	if e.Address.IsValid() {
		all.MergeLabels(labels.GetCIDRLabels(netip.PrefixFrom(e.Address, e.Address.BitLen())))
		return n.withLabels(all, identity.IdentityScopeLocal)
	}
	if known := identity.LookupReservedIdentityByLabels(all); known != nil {
		return n.known(all.String(), known)
	}
	return n.withLabels(all, identity.IdentityScopeGlobal)
}

func (n *network) withLabels(all labels.Labels, scope identity.NumericIdentity) *identity.Identity {
	// Above those that are allocated for addresses behind names.
	return n.known(all.String(), identity.NewIdentity(scope|identity.NumericIdentity(10_000+len(n.identities)), all))
}

// known is the identity that was made first of some labels, of which the policies are told.
func (n *network) known(key string, made *identity.Identity) *identity.Identity {
	if known, found := n.identities[key]; found {
		return known
	}
	n.identities[key] = made
	<-n.UpdateIdentities(identity.IdentityMap{made.ID: made.LabelArray}, nil)
	n.manager.Add(made)
	return made
}

// UpdateIdentities tells the policies who is there.
func (n *network) UpdateIdentities(added, deleted identity.IdentityMap) <-chan struct{} {
	done := make(chan struct{})
	group := &sync.WaitGroup{}
	n.repository.GetSelectorCache().UpdateIdentities(added, deleted, group)
	group.Wait()
	close(done)
	return done
}

func podLabels(pod end) labels.Labels {
	all := map[string]string{
		"io.cilium.k8s.policy.cluster":                               pod.Cluster,
		"io.kubernetes.pod.namespace":                                pod.Namespace,
		"io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name": pod.Namespace,
	}
	for key, value := range pod.Labels {
		all[key] = value
	}
	return labels.Map2Labels(all, labels.LabelSourceK8s)
}

// owner is the endpoint whose policy is computed.
type owner struct {
	id    uint64
	ports map[string]uint16
}

func (o *owner) GetID() uint64 { return o.id }
func (o *owner) GetNamedPort(_ bool, name string, _ u8proto.U8proto) uint16 {
	return o.ports[name]
}
func (o *owner) PolicyDebug(string, ...any)         {}
func (o *owner) IsHost() bool                       { return false }
func (o *owner) PreviousMapState() *policy.MapState { return nil }
func (o *owner) RegenerateIfAlive(*regeneration.ExternalRegenerationMetadata) <-chan bool {
	done := make(chan bool)
	close(done)
	return done
}

// statistics counts nothing that anybody reads.
type statistics struct{ waiting, computing spanstat.SpanStat }

func (s *statistics) WaitingForPolicyRepository() *spanstat.SpanStat { return &s.waiting }
func (s *statistics) SelectorPolicyCalculation() *spanstat.SpanStat  { return &s.computing }

func init() {
	// As Cilium's agent comes: both families, and a pod that no policy selects is free.
	option.Config.EnableIPv4, option.Config.EnableIPv6 = true, true
	policy.SetPolicyEnabled(option.DefaultEnforcement)
}
