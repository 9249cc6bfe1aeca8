import type { ServiceName } from '../packages/server/src/wire/models/model.ts'

/**
 * What the operations do not say of themselves: the ARN forms of each service's resources, which actions are asked
 * on them, and the condition keys with their types (spec/iam.md §3, lex-models.md §8, surroundings.md).
 */
export interface ServiceTable {
  /** The services whose operations are its actions. */
  readonly services: readonly ServiceName[]
  /** Clients of AWS whose commands are the actions that exist there. */
  readonly clients?: readonly string[]
  /** Operations that ask for other actions than the one of their name. */
  readonly renamed?: Readonly<Record<string, string>>
  /** Actions that are asked beside an operation's own. */
  readonly beside?: string
  /** Actions of AWS that are neither a command nor asked here. */
  readonly elsewhere?: string
  readonly resources: Readonly<Record<string, ResourceTable>>
  /** What it makes has no tags before. */
  readonly creates?: string
  readonly keys: Readonly<Record<string, string>>
}

export interface ResourceTable {
  readonly form: string
  readonly actions: RegExp
}

const TAGS = 'aws:RequestTag/ aws:ResourceTag/'
const arn = (service: string, rest: string) =>
  `arn:\${Partition}:${service}:\${Region}:\${Account}:${rest}`
const globalArn = (service: string, rest: string) =>
  `arn:\${Partition}:${service}::\${Account}:${rest}`

const LEX_BOT =
  /^(?:(?:Put|Delete|Get)Bot|(?:Create|Delete|Get)BotVersions?|DeleteUtterances|GetUtterancesView|GetExport|StartMigration|StartImport|.*ResourcePolicy.*|TagResource|UntagResource|ListTagsForResource|Post(?:Text|Content)|(?:Put|Get|Delete)Session)$/

export const TABLES: Readonly<Record<string, ServiceTable>> = {
  lex: {
    services: ['lex-models', 'lex-runtime', 'lex-policies'],
    clients: [
      '@aws-sdk/client-lex-model-building-service',
      '@aws-sdk/client-lex-runtime-service',
      '@aws-sdk/client-lex-models-v2',
    ],
    renamed: { DownloadExport: 'GetExport' },
    elsewhere: 'RecognizeText RecognizeUtterance StartConversation CreateCustomVocabulary',
    resources: {
      bot: { form: arn('lex', 'bot:${BotName}'), actions: LEX_BOT },
      'bot version': { form: arn('lex', 'bot:${BotName}:${BotVersion}'), actions: LEX_BOT },
      'bot alias': {
        form: arn('lex', 'bot:${BotName}:${BotAlias}'),
        actions:
          /^(?:(?:Put|Delete|Get)BotAlias|GetBot|.*ResourcePolicy.*|TagResource|UntagResource|ListTagsForResource|Post(?:Text|Content)|(?:Put|Get|Delete)Session)$/,
      },
      channel: {
        form: arn('lex', 'bot-channel:${BotName}:${BotAlias}:${ChannelName}'),
        actions: /ChannelAssociation|^(?:TagResource|UntagResource|ListTagsForResource)$/,
      },
      intent: {
        form: arn('lex', 'intent:${IntentName}'),
        actions:
          /^(?:(?:Put|Delete|Get)Intent|(?:Create|Delete|Get)IntentVersions?|GetExport|StartImport|.*ResourcePolicy.*)$/,
      },
      'slot type': {
        form: arn('lex', 'slottype:${SlotTypeName}'),
        actions:
          /^(?:(?:Put|Delete|Get)SlotType|(?:Create|Delete|Get)SlotTypeVersions?|GetExport|StartImport|.*ResourcePolicy.*)$/,
      },
    },
    creates: 'PutBot PutBotAlias CreateBotChannelAssociation',
    keys: {
      String: `lex:ChannelType lex:ResourceTag/ ${TAGS}`,
      ArrayOfString: 'lex:associatedIntents lex:associatedSlotTypes aws:TagKeys',
    },
  },
  iam: {
    services: ['iam'],
    clients: ['@aws-sdk/client-iam'],
    beside: 'PassRole',
    elsewhere:
      'GenerateCloudFrontAccessKeys GetCloudFrontPublicKey UpdateCloudFrontPublicKey UploadCloudFrontPublicKey DeleteCloudFrontPublicKey ListCloudFrontPublicKeys ListSTSRegionalEndpointsStatus GetAccountEmailAddress GetAccountName UpdateAccountEmailAddress UpdateAccountName FetchAccountEmailAddress',
    resources: {
      user: {
        form: globalArn('iam', 'user/${UserNameWithPath}'),
        actions:
          /User(?!s$)(?!ToGroup|FromGroup)|AccessKey|LoginProfile|ChangePassword|(?<!Virtual)MFADevices?$|PrincipalPolicy|ListPoliciesGrantingServiceAccess|GenerateServiceLastAccessedDetails|ServiceSpecificCredential|SSHPublicKey|SigningCertificate/,
      },
      role: {
        form: globalArn('iam', 'role/${RoleNameWithPath}'),
        actions:
          /Role(?!s$)(?!ToInst|FromInst)|PrincipalPolicy|ListPoliciesGrantingServiceAccess|GenerateServiceLastAccessedDetails/,
      },
      group: {
        form: globalArn('iam', 'group/${GroupNameWithPath}'),
        actions:
          /Group(?!s$)(?!sFor)|PrincipalPolicy|ListPoliciesGrantingServiceAccess|GenerateServiceLastAccessedDetails/,
      },
      policy: {
        form: globalArn('iam', 'policy/${PolicyNameWithPath}'),
        actions:
          /^(?:(?:Create|Delete|Get|Tag|Untag)Policy|ListPolicyTags|SetDefaultPolicyVersion|ListEntitiesForPolicy|GenerateServiceLastAccessedDetails)$|PolicyVersions?$/,
      },
      'instance profile': {
        form: globalArn('iam', 'instance-profile/${InstanceProfileNameWithPath}'),
        actions: /InstanceProfile(?!s$|sFor)/,
      },
      mfa: {
        form: globalArn('iam', 'mfa/${MfaTokenIdWithPath}'),
        actions:
          /^(?:(?:Create|Delete)VirtualMFADevice|(?:Tag|Untag|Get)MFADevice|ListMFADeviceTags)$/,
      },
      'OIDC provider': {
        form: globalArn('iam', 'oidc-provider/${OidcProviderName}'),
        actions: /OpenIDConnectProvider(?!s$)/,
      },
      'SAML provider': {
        form: globalArn('iam', 'saml-provider/${SamlProviderName}'),
        actions: /SAMLProvider(?!s$)/,
      },
      'server certificate': {
        form: globalArn('iam', 'server-certificate/${CertificateNameWithPath}'),
        actions: /ServerCertificate(?!s$)/,
      },
    },
    creates:
      'CreateUser CreateRole CreatePolicy CreateInstanceProfile CreateVirtualMFADevice CreateOpenIDConnectProvider CreateSAMLProvider UploadServerCertificate',
    keys: {
      String: `iam:PassedToService iam:AWSServiceName iam:ResourceTag/ iam:OrganizationsPolicyId iam:RegisterSecurityKey iam:FIDO-FIPS-140-2-certification iam:FIDO-FIPS-140-3-certification iam:FIDO-certification iam:ServiceSpecificCredentialServiceName iam:DelegationRequestOwner iam:NotificationChannel ${TAGS}`,
      ARN: 'iam:AssociatedResourceArn iam:PermissionsBoundary iam:PolicyARN iam:TemplateArn iam:RoleTemplateARN',
      Numeric: 'iam:ServiceSpecificCredentialAgeDays iam:DelegationDuration',
      ArrayOfString: 'iam:AccountPropertyNamespaces aws:TagKeys',
    },
  },
  sts: {
    services: ['sts'],
    clients: ['@aws-sdk/client-sts'],
    beside: 'TagSession SetSourceIdentity',
    elsewhere: 'SetContext GetServiceBearerToken TagGetWebIdentityToken',
    resources: {
      role: {
        form: globalArn('iam', 'role/${RoleNameWithPath}'),
        actions: /^(?:AssumeRole.*|TagSession|SetSourceIdentity)$/,
      },
      user: {
        form: globalArn('iam', 'user/${UserNameWithPath}'),
        actions: /^(?:TagSession|SetSourceIdentity)$/,
      },
      'federated user': {
        form: globalArn('sts', 'federated-user/${FederatedUserName}'),
        actions: /^(?:GetFederationToken|TagSession)$/,
      },
    },
    keys: {
      String: `sts:ExternalId sts:RoleSessionName sts:SourceIdentity sts:AWSServiceName sts:RequestContext/ sts:SigningAlgorithm ${TAGS}`,
      Numeric: 'sts:DurationSeconds',
      Bool: 'sts:RoleAuthorizedByIdp',
      ARN: 'sts:TaskPolicyArn',
      ArrayOfString: 'sts:TransitiveTagKeys sts:IdentityTokenAudience aws:TagKeys',
      ArrayOfARN: 'sts:RequestContextProviders',
    },
  },
  organizations: {
    services: ['organizations'],
    clients: ['@aws-sdk/client-organizations'],
    resources: {
      'entity of the organization': {
        form: globalArn('organizations', '${Entity}'),
        actions:
          /^(?:(?:Attach|Detach|Delete|Describe|Update)Policy|DescribeEffectivePolicy|.*OrganizationalUnit|(?:Delete|Describe)Organization|DescribeAccount|(?:Enable|Disable)PolicyType|ListAccountsForParent|ListChildren|ListOrganizationalUnitsForParent|ListParents|ListPoliciesForTarget|ListTargetsForPolicy|ListTagsForResource|TagResource|UntagResource|MoveAccount|RemoveAccountFromOrganization|(?:Accept|Cancel|Decline|Describe)Handshake)$/,
      },
    },
    creates: 'CreatePolicy CreateOrganizationalUnit CreateAccount InviteAccountToOrganization',
    keys: {
      String: `organizations:PolicyType organizations:ServicePrincipal ${TAGS}`,
      ArrayOfString: 'aws:TagKeys',
    },
  },
  s3: {
    services: ['s3'],
    clients: ['@aws-sdk/client-s3'],
    renamed: {
      ListBuckets: 'ListAllMyBuckets',
      HeadBucket: 'ListBucket',
      ListObjects: 'ListBucket',
      ListObjectsV2: 'ListBucket',
      ListObjectVersions: 'ListBucketVersions',
      HeadObject: 'GetObject',
      CreateMultipartUpload: 'PutObject',
      UploadPart: 'PutObject',
      CompleteMultipartUpload: 'PutObject',
      CopyObject: 'PutObject',
      UploadPartCopy: 'PutObject',
      DeleteObjects: 'DeleteObject DeleteObjectVersion',
      ListParts: 'ListMultipartUploadParts',
      ListMultipartUploads: 'ListBucketMultipartUploads',
      GetBucketEncryption: 'GetEncryptionConfiguration',
      PutBucketEncryption: 'PutEncryptionConfiguration',
      DeleteBucketEncryption: 'PutEncryptionConfiguration',
      GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
      PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
      DeleteBucketLifecycle: 'PutLifecycleConfiguration',
      GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
      PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
      DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
      DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
      DeleteBucketTagging: 'PutBucketTagging',
    },
    beside:
      'GetObjectVersion GetObjectVersionAttributes GetObjectVersionTagging GetObjectVersionAcl PutObjectVersionTagging DeleteObjectVersionTagging PutObjectAcl PutBucketAcl TagResource',
    elsewhere:
      'PutObjectVersionAcl GetObjectRetention PutObjectRetention GetObjectLegalHold PutObjectLegalHold BypassGovernanceRetention GetObjectTorrent GetObjectVersionTorrent GetObjectVersionForReplication ReplicateObject ReplicateDelete ReplicateTags ObjectOwnerOverrideToBucketOwner RestoreObject InitiateReplication GetBucketNotification PutBucketNotification GetBucketLogging PutBucketLogging GetBucketCORS PutBucketCORS GetBucketWebsite PutBucketWebsite DeleteBucketWebsite GetBucketRequestPayment PutBucketRequestPayment GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration GetAccelerateConfiguration PutAccelerateConfiguration GetReplicationConfiguration PutReplicationConfiguration GetInventoryConfiguration PutInventoryConfiguration GetMetricsConfiguration PutMetricsConfiguration GetAnalyticsConfiguration PutAnalyticsConfiguration GetIntelligentTieringConfiguration PutIntelligentTieringConfiguration GetAccountPublicAccessBlock PutAccountPublicAccessBlock CreateAccessPoint DeleteAccessPoint GetAccessPoint ListAccessPoints GetAccessPointPolicy PutAccessPointPolicy DeleteAccessPointPolicy GetAccessPointPolicyStatus PutAccessPointPublicAccessBlock CreateJob DescribeJob ListJobs UpdateJobPriority UpdateJobStatus GetJobTagging PutJobTagging DeleteJobTagging DescribeMultiRegionAccessPointOperation CreateMultiRegionAccessPoint DeleteMultiRegionAccessPoint GetMultiRegionAccessPoint ListMultiRegionAccessPoints GetStorageLensConfiguration ListStorageLensConfigurations PutStorageLensConfiguration ListTagsForResource UntagResource',
    resources: {
      bucket: {
        form: 'arn:${Partition}:s3:::${BucketName}',
        actions: /Bucket(?!s$)|Configuration$|^TagResource$/,
      },
      object: {
        form: 'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
        actions: /Object|^AbortMultipartUpload$|^ListMultipartUploadParts$/,
      },
    },
    creates: 'CreateBucket',
    keys: {
      String: `s3:prefix s3:delimiter s3:versionid s3:authType s3:signatureversion s3:x-amz-content-sha256 s3:ExistingObjectTag/ s3:RequestObjectTag/ s3:x-amz-acl s3:x-amz-grant-full-control s3:x-amz-grant-read s3:x-amz-grant-read-acp s3:x-amz-grant-write s3:x-amz-grant-write-acp s3:x-amz-copy-source s3:x-amz-metadata-directive s3:x-amz-server-side-encryption s3:x-amz-server-side-encryption-aws-kms-key-id s3:x-amz-server-side-encryption-customer-algorithm s3:x-amz-storage-class s3:x-amz-website-redirect-location s3:x-amz-object-ownership s3:locationconstraint s3:if-match s3:if-none-match s3:ObjectCreationOperation s3:ResourceAccount s3:DataAccessPointAccount s3:DataAccessPointArn s3:AccessPointNetworkOrigin s3:AccessGrantsInstanceArn s3:object-lock-mode s3:object-lock-legal-hold s3:JobSuspendedCause s3:RequestJobOperation s3:BucketTag/ s3:AccessPointTag/ ${TAGS}`,
      Numeric:
        's3:max-keys s3:signatureAge s3:TlsVersion s3:object-lock-remaining-retention-days s3:ExistingJobPriority s3:RequestJobPriority',
      Date: 's3:object-lock-retain-until-date',
      ArrayOfString: 's3:RequestObjectTagKeys aws:TagKeys',
    },
  },
  kms: {
    services: ['kms'],
    clients: ['@aws-sdk/client-kms'],
    renamed: { ReEncrypt: 'ReEncryptFrom ReEncryptTo' },
    elsewhere: 'SynchronizeMultiRegionKey',
    resources: {
      alias: { form: arn('kms', 'alias/${Alias}'), actions: /^(?:Create|Delete|Update)Alias$/ },
      key: {
        form: arn('kms', 'key/${KeyId}'),
        actions: /^(?!(?:CreateKey|List(?:Keys|Aliases|RetirableGrants)|GenerateRandom)$)/,
      },
    },
    creates: 'CreateKey',
    keys: {
      String: `kms:ViaService kms:CallerAccount kms:EncryptionContext: kms:RequestAlias kms:KeySpec kms:KeyUsage kms:KeyOrigin kms:EncryptionAlgorithm kms:SigningAlgorithm kms:MacAlgorithm kms:KeyAgreementAlgorithm kms:MessageType kms:DataKeyPairSpec kms:GrantConstraintType kms:GranteePrincipal kms:RetiringPrincipal kms:CustomerMasterKeySpec kms:CustomerMasterKeyUsage kms:ExpirationModel kms:WrappingAlgorithm kms:WrappingKeySpec kms:MultiRegionKeyType kms:PrimaryRegion kms:ReplicaRegion ${TAGS}`,
      Bool: 'kms:BypassPolicyLockoutSafetyCheck kms:GrantIsForAWSResource kms:MultiRegion kms:ReEncryptOnSameKey',
      Numeric: 'kms:RotationPeriodInDays kms:ScheduleKeyDeletionPendingWindowInDays',
      Date: 'kms:ValidTo',
      ArrayOfString:
        'kms:EncryptionContextKeys kms:ResourceAliases kms:GrantOperations aws:TagKeys',
    },
  },
  logs: {
    services: ['logs'],
    clients: ['@aws-sdk/client-cloudwatch-logs'],
    elsewhere:
      'CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries Link Unmask StopLiveTail ListEntitiesForLogGroup ListLogGroupsForEntity PutIndexPolicy IntegrateWithS3Table CallWithBearerToken',
    resources: {
      'log group': {
        form: arn('logs', 'log-group:${LogGroupName}:log-stream:'),
        actions:
          /LogGroups?$|LogStreams$|FilterLogEvents|RetentionPolicy|KmsKey|SubscriptionFilters?$|(?<!Test)MetricFilters?$|^(?:StartQuery|GetQueryResults|CreateExportTask|StartLiveTail)$/,
      },
      'log stream': {
        form: arn('logs', 'log-group:${LogGroupName}:log-stream:${LogStreamName}'),
        actions: /LogStream$|^(?:Put|Get)LogEvents$/,
      },
      'tagged log group': {
        form: arn('logs', 'log-group:${LogGroupName}'),
        actions: /^(?:TagResource|UntagResource|ListTagsForResource)$/,
      },
    },
    creates: 'CreateLogGroup',
    keys: {
      String: TAGS,
      ARN: 'logs:LogGeneratingResourceArns',
      ArrayOfString: 'aws:TagKeys',
    },
  },
  lambda: {
    services: ['lambda'],
    clients: ['@aws-sdk/client-lambda'],
    renamed: { Invoke: 'InvokeFunction', GetFunctionCode: 'GetFunction' },
    elsewhere: 'InvokeFunctionUrl InvokeAsync EnableReplication DisableReplication',
    resources: {
      function: {
        form: arn('lambda', 'function:${FunctionName}'),
        actions: /^(?!(?:ListFunctions|GetAccountSettings)$)/,
      },
    },
    creates: 'CreateFunction',
    keys: {
      String: `lambda:Principal lambda:FunctionUrlAuthType lambda:EventSourceToken ${TAGS}`,
      ARN: 'lambda:FunctionArn lambda:SourceFunctionArn lambda:CodeSigningConfigArn',
      Bool: 'lambda:InvokedViaFunctionUrl',
      ArrayOfString:
        'lambda:Layer lambda:VpcIds lambda:SubnetIds lambda:SecurityGroupIds aws:TagKeys',
    },
  },
  cloudwatch: {
    services: ['cloudwatch'],
    clients: ['@aws-sdk/client-cloudwatch'],
    elsewhere:
      'GenerateQuery GenerateQueryResultsSummary Link GetMetricWidgetImage BatchGetServiceLevelIndicatorReport GetService ListServices GetTopologyMap GetTopologyDiscoveryStatus EnableTopologyDiscovery',
    resources: {
      alarm: {
        form: arn('cloudwatch', 'alarm:${AlarmName}'),
        actions:
          /^(?:PutMetricAlarm|DeleteAlarms|DescribeAlarms|DescribeAlarmHistory|SetAlarmState|(?:Enable|Disable)AlarmActions|TagResource|UntagResource|ListTagsForResource)$/,
      },
    },
    creates: 'PutMetricAlarm',
    keys: {
      String: `cloudwatch:namespace ${TAGS}`,
      ArrayOfString:
        'cloudwatch:AlarmActions cloudwatch:requestInsightRuleLogGroups cloudwatch:requestManagedResourceARNs aws:TagKeys',
    },
  },
  cloudtrail: {
    services: ['cloudtrail'],
    clients: ['@aws-sdk/client-cloudtrail'],
    resources: {
      trail: {
        form: arn('cloudtrail', 'trail/${TrailName}'),
        actions: /^(?!(?:LookupEvents|DescribeTrails|ListTrails|ListPublicKeys)$)/,
      },
    },
    creates: 'CreateTrail',
    keys: { String: TAGS, ArrayOfString: 'aws:TagKeys' },
  },
  parley: {
    services: ['parley'],
    renamed: { StreamBackup: 'CreateBackup' },
    resources: {
      server: {
        form: globalArn('parley', '${Thing}'),
        actions: /^(?:Reset|GetMetrics|CreateBackup)$/,
      },
      account: {
        form: globalArn('parley', 'account/${AccountId}'),
        actions: /^(?:Create|List)Accounts?$/,
      },
      delivery: {
        form: arn('parley', 'delivery/${DeliveryId}'),
        actions: /^(?:ListDeliveries|RetryDelivery)$/,
      },
      decision: { form: arn('parley', 'decision/${RequestId}'), actions: /^ExplainDecision$/ },
    },
    keys: {},
  },
  collector: {
    services: [],
    beside:
      'CreateAccount GetAccount ListAccounts DeleteAccount CreateToken ListTokens DeleteToken CreateConnector GetConnector ListConnectors UpdateConnector DeleteConnector TestConnector GenerateRolePolicy GetAssumeRoleDetails ListObjects ReplayObjects IngestBulk ListEvents MigrateExternalId PlanMigration VouchForExternalId CreateArchive GetArchive ListArchives UpdateArchive DeleteArchive TestArchive StartRestore GetRestore ListRestores EstimateRestore DeleteRestore Search',
    resources: {
      account: { form: globalArn('collector', 'account/${AccountId}'), actions: /^(?!Vouch)/ },
      'external id': { form: globalArn('collector', 'legacy-external-id'), actions: /^Vouch/ },
    },
    keys: {},
  },
}
